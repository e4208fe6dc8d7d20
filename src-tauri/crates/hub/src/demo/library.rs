//! What the shop's reps put into answers: meeting links, quotes, articles, documents and videos.

use std::path::Path;

use chrono::{DateTime, TimeDelta, Utc};
use rusqlite::Transaction;

use super::media::{csv, film, pdf};
use crate::{
    Hub,
    db::{
        articles::{self, ArticleRow},
        meeting_links::{self, MeetingLinkRow},
        owners,
    },
    files::{NewFile, store_file},
    helpdesk::records::{self, ObjectKind, Properties, set},
    server::answer::ApiError,
};

/// Files, ready to be stored: folder, name, access, bytes.
pub(super) struct Library(Vec<(&'static str, &'static str, &'static str, Vec<u8>)>);

const OPEN: &str = "PUBLIC_NOT_INDEXABLE";

impl Library {
    /// Writes the documents and draws the films, before the hub's file is locked for writing.
    pub(super) fn make() -> anyhow::Result<Self> {
        let mut files: Vec<(&str, &str, &str, Vec<u8>)> =
            DOCUMENTS.iter().map(|(folder, name, access, lines)| (*folder, *name, *access, pdf(lines))).collect();
        files.push(("/Dokumenty/Cenniki", "Cennik hurtowy jesień 2026.csv", OPEN, csv(PRICES)));
        for (folder, name, wall, frames) in FILMS {
            files.push((folder, name, OPEN, film(*wall, *frames)?));
        }
        Ok(Self(files))
    }

    /// Puts all of it into the account.
    pub(super) fn put(self, tx: &Transaction<'_>, dir: &Path, now: DateTime<Utc>) -> Result<(), ApiError> {
        let before = |days: i64| now - TimeDelta::days(days);
        for ((folder, name, access, bytes), age) in self.0.iter().zip(3..) {
            let file = NewFile { name, bytes, folder, access, source_group: "CONTENT", now: before(age * 4) };
            store_file(tx, dir, &file)?;
        }
        for ((title, number, state, days), age) in QUOTES.iter().zip(1..) {
            quote(tx, (title, number, state), now + TimeDelta::days(*days), before(age * 3))?;
        }
        for ((slug, title, description, category, language), age) in ARTICLES.iter().zip(1..) {
            let row = ArticleRow {
                id: 0,
                slug: (*slug).to_owned(),
                title: (*title).to_owned(),
                description: (*description).to_owned(),
                category: (*category).to_owned(),
                language: (*language).to_owned(),
                private: *category == "Wewnętrzne",
                published_at: before(age * 11).timestamp_millis(),
            };
            articles::insert(tx, &row)?;
        }
        let first = owners::list(tx)?.into_iter().find_map(|owner| owner.user_id);
        for (slug, name, kind) in MEETINGS {
            let organizer = first.filter(|_| *kind == "PERSONAL_LINK");
            let (slug, name, kind) = ((*slug).to_owned(), (*name).to_owned(), (*kind).to_owned());
            meeting_links::insert(tx, &MeetingLinkRow { id: 0, slug, name, kind, organizer })?;
        }
        Ok(())
    }
}

impl Hub {
    /// Puts what the demonstration's reps put into answers into the account, for tests of that alone.
    pub async fn stock(&self) -> anyhow::Result<()> {
        let library = tokio::task::spawn_blocking(Library::make).await??;
        let (dir, now) = (self.app.dir.clone(), self.now());
        Ok(self.app.db.write(move |tx| library.put(tx, &dir, now)).await?)
    }
}

fn quote(
    tx: &Transaction<'_>,
    (title, number, state): (&str, &str, &str),
    until: DateTime<Utc>,
    then: DateTime<Utc>,
) -> Result<(), ApiError> {
    let mut properties = Properties::new();
    set(&mut properties, "hs_title", title);
    set(&mut properties, "hs_quote_number", number);
    set(&mut properties, "hs_status", state);
    set(&mut properties, "hs_public_url_key", number.to_lowercase());
    set(&mut properties, "hs_expiration_date", until.date_naive().to_string());
    records::create_object(tx, ObjectKind::Quote, properties, then)?;
    Ok(())
}

/// Folder, name, access, lines of the page.
const DOCUMENTS: &[(&str, &str, &str, &[&str])] = &[
    (
        "/Dokumenty/Regulaminy",
        "Regulamin sklepu Latarnia.pdf",
        OPEN,
        &["Regulamin sklepu Latarnia", "1. Zamowienia przyjmujemy przez cala dobe.", "2. Wysylka w dwa dni robocze."],
    ),
    (
        "/Dokumenty/Zwroty",
        "Formularz zwrotu.pdf",
        OPEN,
        &["Formularz zwrotu", "Numer zamowienia: ..............", "Powod (nieobowiazkowo): ..............", "Podpis:"],
    ),
    (
        "/Dokumenty/Zwroty",
        "Return form.pdf",
        OPEN,
        &["Return form", "Order number: ..............", "Reason (optional): ..............", "Signature:"],
    ),
    (
        "/Dokumenty/Gwarancja",
        "Karta gwarancyjna – lampy.pdf",
        OPEN,
        &["Karta gwarancyjna: lampy", "Gwarancja trwa 24 miesiace od dnia zakupu.", "Nie obejmuje zarowek."],
    ),
    (
        "/Dokumenty/Produkty",
        "Care instructions – stoneware mugs.pdf",
        OPEN,
        &["Stoneware mugs: care", "Dishwasher safe up to 60 degrees.", "Do not put a cold mug on a hot stove."],
    ),
    (
        "/Dokumenty/Umowy",
        "Umowa o współpracy hurtowej (wzór).pdf",
        "PRIVATE",
        &[
            "Umowa o wspolpracy hurtowej",
            "zawarta dnia .............. pomiedzy Latarnia sp. z o.o.",
            "a ..............",
        ],
    ),
];

const PRICES: &[&[&str]] = &[
    &["produkt", "od 10 szt.", "od 50 szt."],
    &["Kubek kamionkowy 300 ml", "34,00 zł", "29,50 zł"],
    &["Lampa biurkowa Żuraw", "219,00 zł", "199,00 zł"],
    &["Plecak Szlak 22 l", "189,00 zł", "169,00 zł"],
];

/// Folder, name, colour of the room, frames.
const FILMS: &[(&str, &str, u32, u8)] = &[
    ("/Filmy/Poradniki", "Jak wymienić żarówkę w lampie Żuraw.mov", 0x3d6b7d, 12),
    ("/Filmy/Poradniki", "Jak zapakować kubki do zwrotu.mov", 0x8a5a44, 10),
    ("/Filmy/Guides", "Adjusting the straps of the Szlak backpack.mov", 0x55734f, 8),
    ("/Filmy/Marka", "Jak powstają nasze kubki.mov", 0x6d5a8c, 12),
];

/// Title, number, state, days until it ends.
const QUOTES: &[(&str, &str, &str, i64)] = &[
    ("Lampy stołowe dla Hotelu Żuraw (48 szt.)", "L-2026-0412", "APPROVAL_NOT_NEEDED", 21),
    ("Kubki z logo – Studio Mrówka", "L-2026-0409", "APPROVED", 14),
    ("Mugs for Copper Kettle Cafés, 120 pieces", "L-2026-0401", "APPROVAL_NOT_NEEDED", 30),
    ("Zastawa dla Kawiarni Pod Zegarem", "L-2026-0397", "APPROVED", 9),
    ("Reading lamps, Northlight Interiors", "L-2026-0388", "APPROVAL_NOT_NEEDED", 5),
    ("Plecaki dla zespołu – Biuro Rachunkowe Cyfra", "L-2026-0371", "APPROVED", -6),
    ("Starter set for Harbour & Pine", "L-2026-0415", "DRAFT", 30),
];

/// Address, title, what it is about, category, language.
const ARTICLES: &[(&str, &str, &str, &str, &str)] = &[
    (
        "zwrot",
        "Jak zwrócić zamówienie",
        "Masz 30 dni. Wypełnij formularz, zapakuj rzecz i zamów kuriera: odbiór jest bezpłatny.",
        "Zwroty",
        "pl",
    ),
    (
        "returns",
        "How to return an order",
        "You have 30 days. Fill in the form, pack the item and book a courier: collection is free.",
        "Returns",
        "en",
    ),
    (
        "kiedy-zwrot-pieniedzy",
        "Kiedy dostanę zwrot pieniędzy?",
        "W ciągu 14 dni od przyjęcia paczki, tą samą drogą, którą przyszła zapłata.",
        "Zwroty",
        "pl",
    ),
    (
        "reklamacja",
        "Reklamacja uszkodzonej paczki",
        "Zrób zdjęcia opakowania i rzeczy, zanim coś wyrzucisz. Spisz protokół z kurierem, jeśli jeszcze jest.",
        "Reklamacje",
        "pl",
    ),
    (
        "damaged-parcel",
        "My parcel arrived damaged",
        "Take photos of the box and the item before you throw anything away, and write to us within 7 days.",
        "Claims",
        "en",
    ),
    (
        "sledzenie",
        "Śledzenie przesyłki",
        "Numer listu przewozowego jest w wiadomości o wysyłce. Pierwszy wpis u kuriera pojawia się wieczorem.",
        "Dostawa",
        "pl",
    ),
    (
        "shipping-abroad",
        "Shipping outside Poland",
        "Countries, prices and times of delivery, and what customs may ask for in the United Kingdom.",
        "Delivery",
        "en",
    ),
    (
        "faktura-vat",
        "Jak otrzymać fakturę VAT",
        "Podaj NIP przy zamówieniu albo w ciągu trzech miesięcy od zakupu. Faktura przychodzi jako PDF.",
        "Płatności",
        "pl",
    ),
    (
        "zarowka",
        "Wymiana żarówki w lampie Żuraw",
        "Gwint E14, najwyżej 40 W. Odłącz lampę, poczekaj, aż ostygnie, i odkręć klosz w lewo.",
        "Produkty",
        "pl",
    ),
    (
        "mug-care",
        "Looking after stoneware mugs",
        "Dishwasher, microwave and what the fine lines in the glaze mean.",
        "Products",
        "en",
    ),
    ("hurt", "Zamówienia hurtowe", "Od dziesięciu sztuk. Progi cenowe, terminy i nadruk logo.", "Hurt", "pl"),
    ("skrypt-infolinii", "Skrypt rozmowy na infolinii", "Tylko dla zespołu.", "Wewnętrzne", "pl"),
];

/// Address, name, kind.
const MEETINGS: &[(&str, &str, &str)] = &[
    ("dobor-oswietlenia", "Dobór oświetlenia – wideorozmowa 30 min", "ROUND_ROBIN_CALENDAR"),
    ("hurt", "Współpraca hurtowa – pierwsza rozmowa", "GROUP_CALENDAR"),
    ("workshop-visit", "A visit to our workshop in Łódź, 45 minutes", "ROUND_ROBIN_CALENDAR"),
    ("quick-call", "Quick call about an order", "PERSONAL_LINK"),
];
