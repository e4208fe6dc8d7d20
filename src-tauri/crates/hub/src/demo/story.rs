//! How a demonstration conversation is written down: who, where, and what happened step by step.
//!
//! Steps carry the pause before them, and a story says how long ago it ended, so the newest ones are always minutes
//! old whenever the data is made.

use serde_json::Value;

use super::{
    media::{Picture, Voice},
    people::Rep,
};

/// Where a conversation takes place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    /// The hub's own web chat.
    WebChat,
    /// The other custom channel.
    Harbour,
    /// The support mailbox.
    Email,
}

/// Something attached.
#[derive(Debug, Clone)]
pub(super) enum Piece {
    /// A photo under this name.
    Photo(Picture, &'static str),
    /// A sticker.
    Sticker(Picture),
    /// A sticker that moves.
    MovingSticker,
    /// Somebody hums for so many seconds.
    VoiceNote(Voice, u32),
    /// A melody under this name.
    Melody(&'static str),
    /// A one-page document: name and lines.
    Pdf(&'static str, &'static [&'static str]),
    /// A table: name and rows.
    Csv(&'static str, &'static [&'static [&'static str]]),
    /// A text file: name and content.
    Note(&'static str, &'static str),
    /// Any other attachment, as on the wire.
    Other(Value),
}

/// How the delivery of an answer went.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Outcome {
    /// Handed to the channel.
    Sent,
    /// Seen by the customer.
    Read,
    /// Not delivered, and why.
    Failed(&'static str),
}

/// Words with what belongs to them.
#[derive(Debug, Clone, Default)]
pub(super) struct Words {
    /// Plain.
    pub(super) text: String,
    /// HTML, where there is any.
    pub(super) html: Option<String>,
    /// E-mail: the quoted history below the text.
    pub(super) quoted: Option<&'static str>,
    /// What is attached.
    pub(super) pieces: Vec<Piece>,
    /// How many steps before this one the answered message is.
    pub(super) answers: Option<usize>,
}

/// One thing that happens.
#[derive(Debug, Clone)]
pub(super) enum Act {
    /// The customer writes.
    Customer(Words),
    /// A rep answers.
    Answer(Rep, Words, Outcome),
    /// A rep leaves a note for the team.
    Comment(Rep, Words),
    /// The channel greets by itself.
    Greeting(&'static str),
    /// The first gives the conversation to the second, or to nobody.
    Assign(Rep, Option<Rep>),
    /// It came in through the shop's inbox and was moved to the help desk.
    Moved,
    /// A rep closes the ticket.
    Close(Rep),
}

/// One thing that happens, and the minutes since the one before.
#[derive(Debug, Clone)]
pub(super) struct Step {
    /// Minutes.
    pub(super) pause: i64,
    /// What.
    pub(super) act: Act,
}

/// A conversation.
#[derive(Debug, Clone)]
pub(super) struct Story {
    /// The customer's key.
    pub(super) who: &'static str,
    /// Where.
    pub(super) place: Place,
    /// What the ticket is called; the subject of an e-mail.
    pub(super) subject: String,
    /// Minutes since the last step.
    pub(super) ended: i64,
    /// LOW, MEDIUM, HIGH or URGENT.
    pub(super) priority: Option<&'static str>,
    /// The ticket's category.
    pub(super) category: Option<&'static str>,
    /// The stage that the ticket is in at the end, unless it was closed.
    pub(super) stage: &'static str,
    /// E-mail: the name and address of somebody who gets a copy of everything.
    pub(super) copied: Option<(&'static str, &'static str)>,
    /// What happened.
    pub(super) steps: Vec<Step>,
}

/// A conversation about this, whose last step was so many minutes ago.
pub(super) fn story(who: &'static str, place: Place, ended: i64, subject: impl Into<String>) -> Story {
    Story {
        who,
        place,
        subject: subject.into(),
        ended,
        priority: None,
        category: None,
        stage: "1",
        copied: None,
        steps: Vec::new(),
    }
}

impl Story {
    /// The ticket's priority and category.
    pub(super) fn filed(mut self, priority: &'static str, category: &'static str) -> Self {
        (self.priority, self.category) = (Some(priority), Some(category));
        self
    }

    /// Somebody gets a copy of everything.
    pub(super) fn copying(mut self, name: &'static str, address: &'static str) -> Self {
        self.copied = Some((name, address));
        self
    }

    /// The ticket waits for the customer in the end.
    pub(super) fn waiting_on_contact(mut self) -> Self {
        self.stage = "2";
        self
    }

    /// The ticket waits for the team in the end.
    pub(super) fn waiting_on_us(mut self) -> Self {
        self.stage = "3";
        self
    }

    /// The customer writes.
    pub(super) fn asks(self, pause: i64, text: impl Into<String>) -> Self {
        self.act(pause, Act::Customer(Words { text: text.into(), ..Words::default() }))
    }

    /// A rep answers, and the customer sees it.
    pub(super) fn says(self, pause: i64, rep: Rep, text: impl Into<String>) -> Self {
        self.act(pause, Act::Answer(rep, Words { text: text.into(), ..Words::default() }, Outcome::Read))
    }

    /// A rep leaves a note.
    pub(super) fn notes(self, pause: i64, rep: Rep, text: impl Into<String>) -> Self {
        self.act(pause, Act::Comment(rep, Words { text: text.into(), ..Words::default() }))
    }

    /// A rep takes the conversation.
    pub(super) fn taken(self, pause: i64, rep: Rep) -> Self {
        self.act(pause, Act::Assign(rep, Some(rep)))
    }

    /// A rep closes it.
    pub(super) fn closed(self, pause: i64, rep: Rep) -> Self {
        self.act(pause, Act::Close(rep))
    }

    /// Anything else happens.
    pub(super) fn act(mut self, pause: i64, act: Act) -> Self {
        self.steps.push(Step { pause, act });
        self
    }

    /// The last words come with this.
    pub(super) fn with(self, piece: Piece) -> Self {
        self.change(|words, _| words.pieces.push(piece))
    }

    /// The last words are also there as HTML.
    pub(super) fn html(self, html: impl Into<String>) -> Self {
        let html = html.into();
        self.change(|words, _| words.html = Some(html))
    }

    /// The last words are followed by quoted history.
    pub(super) fn quoting(self, history: &'static str) -> Self {
        self.change(|words, _| words.quoted = Some(history))
    }

    /// The last words answer the message so many steps before.
    pub(super) fn answering(self, steps: usize) -> Self {
        self.change(|words, _| words.answers = Some(steps))
    }

    /// The last answer was delivered so.
    pub(super) fn went(self, how: Outcome) -> Self {
        self.change(|_, sent| {
            if let Some(sent) = sent {
                *sent = how;
            }
        })
    }

    fn change(mut self, change: impl FnOnce(&mut Words, Option<&mut Outcome>)) -> Self {
        match self.steps.last_mut().map(|step| &mut step.act) {
            Some(Act::Customer(words) | Act::Comment(_, words)) => change(words, None),
            Some(Act::Answer(_, words, sent)) => change(words, Some(sent)),
            _ => {}
        }
        self
    }

    /// Minutes from the first step to the last.
    pub(super) fn length(&self) -> i64 {
        self.steps.iter().skip(1).map(|step| step.pause).sum()
    }
}
