//! Made-up conversations, the same on every machine: Polish and English, words by Zipf's law, long histories rare.
//!
//! A seed gives everything, so two runs measure the same rows. Words repeat as in a language (the second half as often as
//! the first, the third a third as often, …), because an index over evenly drawn words is smaller than a real one.

/// A sequence of numbers that only looks like chance (SplitMix64).
#[derive(Debug, Clone)]
pub(crate) struct Dice(u64);

impl Dice {
    /// A sequence for a seed.
    pub(crate) const fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// A number below `limit`.
    pub(crate) fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^= mixed >> 31;
        usize::try_from(mixed % (limit.max(1) as u64)).unwrap_or(0)
    }

    /// One word of a list.
    pub(crate) fn word(&mut self, list: &'static str) -> &'static str {
        let words: Vec<&str> = list.split_whitespace().collect();
        self.of(&words).unwrap_or_default()
    }

    /// One of these.
    pub(crate) fn of<T: Copy>(&mut self, choices: &[T]) -> Option<T> {
        choices.get(self.below(choices.len())).copied()
    }
}

/// Words in the order of how often they come.
#[derive(Debug)]
pub(crate) struct Language {
    words: Vec<&'static str>,
    /// The sum of 1/rank up to each word, in millionths.
    up_to: Vec<usize>,
}

impl Language {
    fn new(words: &'static str) -> Self {
        let words: Vec<&str> = words.split_whitespace().collect();
        let mut sum = 0;
        let up_to = (1..=words.len())
            .map(|rank| {
                sum += 1_000_000 / rank;
                sum
            })
            .collect();
        Self { words, up_to }
    }

    /// A sentence of this many words.
    pub(crate) fn sentence(&self, dice: &mut Dice, words: usize) -> String {
        let whole = self.up_to.last().copied().unwrap_or(0);
        let mut text = String::new();
        for place in 0..words {
            let drawn = dice.below(whole);
            let word = self.words.get(self.up_to.partition_point(|sum| *sum <= drawn)).copied().unwrap_or_default();
            match word.chars().next().filter(|_| place == 0) {
                Some(first) => {
                    text.extend(first.to_uppercase());
                    text.push_str(word.get(first.len_utf8()..).unwrap_or_default());
                }
                None => {
                    text.push(' ');
                    text.push_str(word);
                }
            }
        }
        text.push('.');
        text
    }
}

/// The language of a conversation: Polish and English by turns.
pub(crate) fn language(conversation: usize) -> Language {
    Language::new(if conversation.is_multiple_of(2) { POLISH } else { ENGLISH })
}

/// A text of one to five sentences, mostly short.
pub(crate) fn text(dice: &mut Dice, language: &Language) -> String {
    let sentences = 1 + dice.below(3) * dice.below(3);
    let mut text = String::new();
    for _ in 0..sentences {
        if !text.is_empty() {
            text.push(' ');
        }
        let words = 4 + dice.below(12);
        text.push_str(&language.sentence(dice, words));
    }
    text
}

/// How many messages a conversation has: most have two or three, one in a hundred has a hundred.
pub(crate) fn length(dice: &mut Dice) -> usize {
    match dice.below(100) {
        0 => 100,
        1..=9 => 8,
        10..=39 => 3,
        _ => 2,
    }
}

/// First names of customers.
pub(crate) const FIRST_NAMES: &str = "\
    Zofia Łukasz Agnieszka Michał Małgorzata Paweł Katarzyna Grzegorz Emily James Olivia Thomas Charlotte George \
    Amelia Harry Bożena Ścibor Żaneta Jędrzej";

/// Last names of customers.
pub(crate) const LAST_NAMES: &str = "\
    Nowak Wiśniewska Wójcik Kowalczyk Łącka Zieliński Dąbrowska Kaźmierczak Smith Taylor Evans Walker Wright \
    Hughes Green Clarke Gołąb Świątek Żuk Ćwikła";

const POLISH: &str = "\
    w i nie na się z do że to jest o jak ale po co za już od czy proszę mam dzień dobry zamówienie przesyłka \
    paczka kurier dziękuję zwrot numer faktura reklamacja pieniądze konto hasło adres dostawa produkt rozmiar \
    kolor wczoraj dzisiaj jutro tydzień sklep strona płatność karta przelew rabat kod błąd działa pomoc pytanie \
    odpowiedź wiadomość telefon załącznik zdjęcie żółty plecak buty kurtka książka część wymiana gwarancja naprawa \
    uszkodzony brakuje otrzymałem otrzymałam wysłane magazyn dostępny termin odbiór paczkomat anulować zmienić \
    potwierdzenie rachunek firma umowa subskrypcja logowanie rejestracja instrukcja wersja aktualizacja urządzenie \
    ładowarka bateria ekran głośnik gwóźdź źródło ćwiczenie łóżko świeca ręcznik";

const ENGLISH: &str = "\
    the to and I a of it is my in you for that not have but with on please order hello can was this we thanks \
    delivery parcel courier refund number invoice complaint money account password address shipping product size \
    colour yesterday today tomorrow week shop page payment card transfer discount code error works help question \
    answer message phone attachment picture yellow backpack shoes jacket book part exchange warranty repair \
    damaged missing received sent warehouse available date pickup locker cancel change confirmation receipt \
    company contract subscription sign-in registration manual version update device charger battery screen speaker \
    nail source exercise bed candle towel";
