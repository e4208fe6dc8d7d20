//! What the shop says often: a pack of snippets that its team shares.

use bellhop_hubspot::wire::helpdesk::PackFile;
use chrono::{DateTime, Utc};
use rusqlite::Transaction;

use crate::{db::snippet_packs, server::answer::ApiError};

const NAME: &str = "Latarnia";

/// Path and text of each file.
const FILES: &[(&str, &str)] = &[
    (
        "dostawa/opoznienie.md",
        "---\n\
         title: Przesyłka się spóźnia\n\
         key: opoznienie\n\
         language: pl\n\
         tags: [dostawa, przeprosiny]\n\
         ---\n\
         Przepraszamy za opóźnienie. Paczka **{{ ask(\"Numer przesyłki\") }}** jest w sortowni i powinna dotrzeć najpóźniej {{ ask(\"Dzień\") }}.\n\
         \n\
         Proszę napisać, jeśli wtedy jej nie będzie: od razu wyślemy drugą.\n",
    ),
    (
        "delivery/on-its-way.md",
        "---\n\
         title: On its way\n\
         key: track\n\
         language: en\n\
         tags: [delivery]\n\
         ---\n\
         Hello {{ contact.firstname | default(\"there\") }}, your order is on its way. You can follow it here: {{ ask(\"Tracking link\") }}\n\
         \n\
         {{ me.firstname }}, Latarnia\n",
    ),
    (
        "powitanie.md",
        "---\n\
         title: Powitanie\n\
         key: witam\n\
         language: pl\n\
         ---\n\
         Dzień dobry! Z tej strony {{ me.firstname }} z Latarni, już sprawdzam.\n",
    ),
    (
        "zwroty/zwrot.md",
        "---\n\
         title: Zwrot w 14 dni\n\
         key: zwrot\n\
         language: pl\n\
         tags: [zwrot]\n\
         ---\n\
         Oczywiście, na zwrot jest **14 dni** od otrzymania paczki:\n\
         \n\
         1. Proszę spakować produkt tak, żeby się nie uszkodził.\n\
         2. Do środka proszę włożyć kartkę z numerem zgłoszenia {{ ticket.id }}.\n\
         3. Paczkę można nadać w dowolnym punkcie na nasz koszt.\n\
         \n\
         Pieniądze wracają w ciągu trzech dni od dnia, w którym paczka do nas dotrze.\n",
    ),
    (
        "zwroty/refund-sent.md",
        "---\n\
         title: Refund sent\n\
         key: refund\n\
         language: en\n\
         tags: [returns]\n\
         ---\n\
         Your return has arrived, and {{ ask(\"Amount\") }} is on its way back to you. Your bank shows it within three working days.\n",
    ),
];

/// Shares the pack.
pub(super) fn share(tx: &Transaction<'_>, then: DateTime<Utc>) -> Result<(), ApiError> {
    let file = |(path, text): &(&str, &str)| PackFile { path: (*path).to_owned(), text: (*text).to_owned() };
    snippet_packs::put(tx, NAME, &FILES.iter().map(file).collect::<Vec<_>>(), then)
}
