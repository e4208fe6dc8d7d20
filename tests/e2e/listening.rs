//! Sound with a real sound server: what plays starts, and goes on behind every seek, also where the server freezes a player.
//!
//! Nothing is timed here; how long a start and a seek take is a figure of `make bench`.

use std::time::Duration;

use fantoccini::actions::{InputSource, MouseActions, PointerAction};
use serde::Deserialize;

use crate::customer::Customer;
use crate::driver::{PATIENCE, Page, keep_figures};
use crate::media;
use crate::sound::{Kind, SoundServer};

/// How often is sought: often enough that a server that freezes one seek in thirty does it.
const SEEKS: usize = 100;
/// How long a quick hand takes to a button, and from there to the press.
const REACHING: Duration = Duration::from_millis(120);

#[tokio::test]
async fn sound_starts_and_goes_on_behind_each_of_a_hundred_seeks_with_pulseaudio() {
    goes_on_with(Kind::PulseAudio).await;
}

#[tokio::test]
async fn sound_starts_and_goes_on_behind_each_of_a_hundred_seeks_with_pipewire() {
    goes_on_with(Kind::PipeWire).await;
}

async fn goes_on_with(kind: Kind) {
    let server = SoundServer::start(kind).await;
    let home = tempfile::tempdir().unwrap();
    let window = Page::bellhop_with(home.path(), &server.variables()).await;
    let mut customer = Customer::arrives(&media::chat(&window).await, "Ewa Grająca").await;
    customer.sends(&[("minute.ogg", "VOICE_RECORDING"), ("minute.m4a", "AUDIO"), ("clip.mp4", "OTHER")]).await;
    media::open(&window, 3, 0).await;

    let mut figures = Vec::new();
    for (file, usage, seeks) in
        [("minute.ogg", "VOICE_RECORDING", SEEKS), ("minute.m4a", "AUDIO", SEEKS), ("clip.mp4", "OTHER", 0)]
    {
        let heard = listen(&window, file, usage, seeks).await;
        figures.push(format!("{file}: {}", heard.told()));
        assert!(heard.start.is_some(), "{file} starts with {kind:?}");
        assert_eq!(heard.stuck, None, "{file} goes on behind every seek with {kind:?}");
        assert_eq!(heard.seeks.len(), seeks);
    }
    keep_figures(&format!("listening-{kind:?}"), &(figures.join("\n") + "\n"));
    window.close().await;
}

/// What `listening.js` answers; times in milliseconds.
#[derive(Debug, Deserialize)]
pub struct Heard {
    pub start: Option<f64>,
    pub seeks: Vec<f64>,
    /// The place, in seconds, from where it did not go on.
    pub stuck: Option<f64>,
    /// How many media elements it took.
    elements: usize,
}

impl Heard {
    fn told(&self) -> String {
        let mut seeks = self.seeks.clone();
        seeks.sort_by(f64::total_cmp);
        let at = |part: usize| {
            seeks.get((seeks.len() * part / 100).min(seeks.len().saturating_sub(1))).copied().unwrap_or(0.0)
        };
        format!(
            "start {:.0} ms; {} seeks, median {:.0}, 99 of 100 {:.0}, longest {:.0} ms; {} media elements",
            self.start.unwrap_or(f64::NAN),
            seeks.len(),
            at(50),
            at(99),
            at(100),
            self.elements
        )
    }
}

/// Plays a file of the open conversation and seeks in it. The pointer comes to its button first, as a rep's does: that is when
/// the window starts what plays.
pub async fn listen(window: &Page, file: &str, usage: &str, seeks: usize) -> Heard {
    let player = media::player(file, usage);
    let here = format!("({player})?.querySelector('[data-play][aria-label^=Play]')");
    window.wait_for(&format!("{file} to be here"), &here).await;
    window.client.execute(&format!("({player}).scrollIntoView({{block: 'center'}})"), vec![]).await.unwrap();
    let button = media::marked(window, &format!("({player}).querySelector('[data-play]')"), "play").await;
    let to = PointerAction::MoveToElement { element: button, duration: Some(REACHING), x: 0.0, y: 0.0 };
    let rest = PointerAction::Pause { duration: REACHING };
    window.client.perform_actions(MouseActions::new("mouse".to_owned()).then(to).then(rest)).await.unwrap();
    let player = media::marked(window, &player, "player").await;
    let script = include_str!("listening.js");
    let asked = vec![serde_json::to_value(&player).unwrap(), seeks.into()];
    let heard = tokio::time::timeout(PATIENCE * 4, window.client.execute_async(script, asked)).await;
    serde_json::from_value(heard.expect("the page answers").unwrap()).unwrap()
}
