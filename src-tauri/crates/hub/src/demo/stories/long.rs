//! Long conversations: one with hundreds of messages, two of middling length.

use super::super::{
    dice::Dice,
    media::Picture,
    people::Rep::{self, Marta, Piotr, Sofia},
    story::{Piece, Place, Story, story},
};

const ASKS: &[&str] = &[
    "Czy druga partia kubków jest już gotowa?",
    "Podsyłam zdjęcie ściany, czy ten odcień pasuje?",
    "Ok, rozumiem.",
    "A ile potrwa szkliwienie?",
    "Zmieniłam zdanie co do uchwytów, jednak te okrągłe.",
    "Super!",
    "Dziękuję 🙏",
    "Kierownik pyta o termin montażu lamp.",
    "Możemy przesunąć dostawę o dwa dni?",
    "Tak, dokładnie tak.",
    "Czy spodki są w cenie?",
    "Proszę jeszcze o wycenę 12 małych lamp.",
    "Wysłałam podpisaną umowę mailem.",
    "Kurier dzwonił, będzie o 14.",
    "Jedna sztuka ma odprysk, ale to drobiazg.",
    "Wszystko dotarło, pięknie wygląda!",
    "A można dorobić cukierniczki?",
    "Bez pośpiechu.",
    "Na kiedy mam przygotować przelew?",
    "Jasne, czekam.",
];
const ANSWERS: &[&str] = &[
    "Tak, wyjeżdża jutro rano.",
    "Pasuje idealnie, wziąłbym ton jaśniejszy.",
    "Około trzech dni.",
    "Nie ma problemu, zapisałam.",
    "Oczywiście, przesuwam na czwartek.",
    "Spodki są w cenie.",
    "Wycena będzie po południu.",
    "Umowa dotarła, dziękuję.",
    "Wyślemy zamiennik razem z następną partią.",
    "Możemy dorobić, termin to dwa tygodnie.",
    "Proszę bardzo, w razie czego jestem.",
    "Faktura będzie w piątek.",
    "Sprawdzę w pracowni i wracam z odpowiedzią.",
    "Potwierdzam.",
    "Zdjęcia z pieca wyślę wieczorem.",
];

pub(super) fn stories() -> Vec<Story> {
    let cafe = story("natalia.grabowska", Place::WebChat, 12, "Wyposażenie kawiarni")
        .filed("HIGH", "GENERAL_INQUIRY")
        .asks(
            0,
            "Dzień dobry, otwieramy kawiarnię i potrzebujemy wszystkiego: kubków, lamp, cukierniczek. Od czego zacząć?",
        )
        .taken(12, Marta);
    let cafe = talk(cafe, (Marta, 300), 11)
        .asks(6, "Ostatnie pytanie: czy możemy dobrać jeszcze sześć kubków w kolorze piaskowym?")
        .waiting_on_us();
    let repair = story("lukasz.piotrowski", Place::Harbour, 2 * 24 * 60, "Naprawa starej lampy po babci")
        .filed("MEDIUM", "PRODUCT_ISSUE")
        .asks(0, "Mam lampę z lat sześćdziesiątych, klosz cały, kabel w kawałkach. Czy naprawiacie takie?")
        .with(Piece::Photo(Picture::Lamp, "lampa-babci.png"))
        .taken(30, Piotr);
    let repair = talk(repair, (Piotr, 84), 23).closed(45, Piotr);
    let moving = story("noah.fischer", Place::WebChat, 10 * 24 * 60, "Everything for a new flat")
        .filed("LOW", "GENERAL_INQUIRY")
        .asks(0, "Hi, moving to Bremen next month. Could you put together a set for two people?")
        .taken(20, Sofia);
    let moving = talk(moving, (Sofia, 46), 37).closed(60, Sofia);
    vec![cafe, repair, moving]
}

/// So many messages back and forth, over days, with pauses for nights.
fn talk(story: Story, (rep, messages): (Rep, usize), seed: u64) -> Story {
    let mut dice = Dice::new(seed);
    let is_english = story.subject.is_ascii() && story.subject.starts_with("Everything");
    (0..messages).fold(story, |story, number| {
        let pause = match dice.below(24) {
            0 => 11 * 60 + i64::try_from(dice.below(120)).unwrap_or(0),
            1..=6 => 20 + i64::try_from(dice.below(60)).unwrap_or(0),
            _ => 1 + i64::try_from(dice.below(7)).unwrap_or(0),
        };
        let of_customer = dice.below(5) < 3;
        let pick = |dice: &mut Dice, from: &[&'static str]| dice.one_of(from).copied().unwrap_or("Ok");
        let story = match (of_customer, is_english) {
            (true, false) => story.asks(pause, pick(&mut dice, ASKS)),
            (false, false) => story.says(pause, rep, pick(&mut dice, ANSWERS)),
            (true, true) => story.asks(pause, pick(&mut dice, ENGLISH_ASKS)),
            (false, true) => story.says(pause, rep, pick(&mut dice, ENGLISH_ANSWERS)),
        };
        match number % 37 {
            9 if of_customer => story.with(Piece::Photo(Picture::Mugs, "polka.png")),
            23 if of_customer => story.with(Piece::Sticker(Picture::Cup)),
            _ => story,
        }
    })
}

const ENGLISH_ASKS: &[&str] = &[
    "Two of the green mugs, please.",
    "Does the small lamp come with a bulb?",
    "Lovely.",
    "Which delivery day would that be?",
    "My partner prefers the sand colour after all.",
    "Perfect, thank you!",
    "Can you keep it until the 14th?",
    "Is the shade washable?",
    "Great, let us do that.",
    "And a backpack for the train?",
];
const ENGLISH_ANSWERS: &[&str] = &[
    "It does, a warm one.",
    "Noted, I changed it.",
    "Thursday, between 9 and 12.",
    "Yes, with a soft cloth.",
    "Of course, until the 14th.",
    "I will add it to the list.",
    "You are welcome!",
    "Shall I send the total?",
];
