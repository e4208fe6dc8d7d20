//! Everyday questions, from sentences with a number in them.

use super::super::{
    dice::Dice,
    people::{CUSTOMERS, Rep},
    story::{Place, Story, story},
};

/// Subject, question, answer, last word. `#` becomes an order number.
type Talk = (&'static str, &'static str, &'static str, &'static str);

const POLISH: &[Talk] = &[
    (
        "Gdzie jest zamówienie #?",
        "Dzień dobry, zamówienie # miało być wczoraj. Gdzie ono jest?",
        "Paczka jest w sortowni, kurier będzie jutro przed południem.",
        "Dziękuję za informację.",
    ),
    (
        "Zmiana koloru w zamówieniu #",
        "Czy w zamówieniu # mogę zmienić zielony na piaskowy?",
        "Zmienione, nie trzeba nic robić.",
        "Świetnie!",
    ),
    (
        "Brak pokwitowania płatności",
        "Zapłaciłem za # i nie dostałem potwierdzenia.",
        "Płatność dotarła, potwierdzenie wysłałam ponownie.",
        "Jest, dzięki.",
    ),
    (
        "Prośba o fakturę do #",
        "Poproszę fakturę na firmę do zamówienia #.",
        "Faktura jest już na Pana skrzynce.",
        "Mam, pozdrawiam",
    ),
    (
        "Dostawa do paczkomatu",
        "Czy # można wysłać do paczkomatu zamiast na adres?",
        "Można, proszę o kod paczkomatu.",
        "WRO12M, dziękuję",
    ),
    (
        "Czy będzie jeszcze lampa łabędź?",
        "Kiedy wróci lampa łabędź? Czekam od lata.",
        "Nowa partia wychodzi z pieca za dwa tygodnie. Zapisać Panią na listę?",
        "Tak, poproszę",
    ),
    (
        "Mycie w zmywarce",
        "Czy kubki można myć w zmywarce?",
        "Tak, do 60 stopni. Złoty pasek lepiej ręcznie.",
        "Super, dzięki!",
    ),
    (
        "Zwrot zamówienia #",
        "Chcę zwrócić jedną rzecz z #. Jak to zrobić?",
        "Etykietę zwrotną wysłałam mailem, wystarczy nakleić i nadać.",
        "Nadane.",
    ),
];
const ENGLISH: &[Talk] = &[
    (
        "Tracking for order #",
        "Could you tell me where order # is?",
        "It left us this morning, the number is in your mail.",
        "Found it, thanks!",
    ),
    (
        "Missing item in #",
        "One cup was missing in order #.",
        "So sorry! It goes out today, with a little extra.",
        "That is kind of you.",
    ),
    ("Gift card", "Do you have gift cards?", "We do, printed or by e-mail.", "By e-mail, please."),
    (
        "Cancel order #",
        "Can I still cancel #? I ordered twice by mistake.",
        "Cancelled, the money is on its way back.",
        "Phew, thank you",
    ),
    (
        "Dishwasher?",
        "Is the copper glaze safe for the dishwasher?",
        "Better by hand, it stays bright that way.",
        "Good to know.",
    ),
    ("Delivery to Ireland", "How long does delivery to Ireland take?", "Four to six working days.", "Great"),
];
const GERMAN: &[Talk] = &[
    (
        "Frage zur Bestellung #",
        "Wann kommt meine Bestellung #?",
        "Sie ist unterwegs und sollte am Donnerstag da sein.",
        "Danke schön!",
    ),
    ("Rücksendung #", "Wie schicke ich # zurück?", "Das Etikett ist in Ihrer Mail, einfach aufkleben.", "Alles klar."),
];
const SPANISH: &[Talk] = &[
    ("Pedido #", "¿Cuándo llega mi pedido #?", "Sale mañana y llega el viernes.", "¡Gracias!"),
    ("Factura de #", "Necesito la factura de #, por favor.", "Te la acabo de enviar.", "Recibida."),
];
const NOTES: &[&str] = &[
    "Sprawdzone w systemie kuriera.",
    "Stała klientka, dorzućmy próbkę herbaty.",
    "Second time this month, let us look at the packing.",
];
const PRIORITIES: &[&str] = &["LOW", "LOW", "MEDIUM", "MEDIUM", "HIGH"];
const CATEGORIES: &[&str] = &["GENERAL_INQUIRY", "PRODUCT_ISSUE", "BILLING_ISSUE"];
const REPS: &[Rep] = &[Rep::Marta, Rep::Marta, Rep::Piotr, Rep::Sofia, Rep::Alex];
const HOW_MANY: usize = 26;

pub(super) fn stories(day: u64) -> Vec<Story> {
    let mut dice = Dice::new(48_211);
    (0..HOW_MANY).map(|number| everyday(&mut dice, number, day)).collect()
}

fn everyday(dice: &mut Dice, number: usize, day: u64) -> Story {
    // From the last customer backwards: those at the front of the list have stories of their own.
    let customer = CUSTOMERS.iter().rev().cycle().nth(number);
    let (who, language) = customer.map_or(("anna.nowak", "pl"), |customer| (customer.key, customer.language));
    let talks = match language {
        "en" => ENGLISH,
        "de" => GERMAN,
        "es" => SPANISH,
        _ => POLISH,
    };
    let order = (47_000 + (day * 7 + u64::try_from(number).unwrap_or(0) * 53) % 1_200).to_string();
    let (subject, question, answer, last) = talks.iter().cycle().nth(number).copied().unwrap_or(("#", "#", "#", "#"));
    let say = |text: &str| text.replace('#', &order);
    let place = match number % 3 {
        0 => Place::WebChat,
        1 => Place::Harbour,
        _ => Place::Email,
    };
    // The further from the front, the longer ago: from an hour to three weeks.
    let ago = 60 + i64::try_from(number * number).unwrap_or(0) * 44 + i64::try_from(dice.below(90)).unwrap_or(0);
    let priority = dice.one_of(PRIORITIES).copied().unwrap_or("LOW");
    let category = dice.one_of(CATEGORIES).copied().unwrap_or("GENERAL_INQUIRY");
    let begun = story(who, place, ago, say(subject)).filed(priority, category).asks(0, say(question));
    if number % 6 == 1 {
        return begun;
    }
    let rep = dice.one_of(REPS).copied().unwrap_or(Rep::Marta);
    let taken = begun.taken(5 + i64::try_from(dice.below(40)).unwrap_or(0), rep);
    let taken =
        if dice.one_in(3) { taken.notes(2, rep, dice.one_of(NOTES).copied().unwrap_or_default()) } else { taken };
    let answered = taken.says(3, rep, say(answer));
    match number % 5 {
        0 => answered.waiting_on_contact(),
        1 => answered.asks(9, say(last)).waiting_on_us(),
        _ => answered.asks(6 + i64::try_from(dice.below(30)).unwrap_or(0), say(last)).closed(14, rep),
    }
}
