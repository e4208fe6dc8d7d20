//! What can be put into answers: found by folded letters, kept through refusals, taken over from an older cache.

use bellhop_model::{Change, Insertable, InsertableFile, InsertableKind, LocalFile};

use super::{noon, room};
use crate::{Extent, Origin, ReadTrouble, Store};

fn insertable(kind: InsertableKind, id: &str, title: &str) -> Insertable {
    Insertable {
        kind,
        id: id.to_owned(),
        title: title.to_owned(),
        url: Some(format!("https://files.example.com/{id}")),
        note: None,
        about: None,
        owner: Some("A-71".into()),
        until: noon().date_naive().succ_opt(),
        updated_at: Some(noon()),
        file: Some(InsertableFile { name: format!("{id}.pdf"), size: Some(12) }),
    }
}

async fn found(store: &Store, kind: InsertableKind, query: &'static str) -> Vec<String> {
    let ids = store.read(move |r| Ok(r.insertables().find(kind, query)?.into_iter().map(|one| one.id).collect()));
    ids.await.unwrap()
}

#[tokio::test]
async fn they_are_found_by_any_words_of_theirs_without_polish_letters_and_only_among_their_kind() {
    let room = room();
    let documents = [
        Insertable {
            note: Some("Cenniki".to_owned()), ..insertable(InsertableKind::Document, "1", "Lampy – żarówki")
        },
        Insertable {
            about: Some("Zwrot w 30 dni".to_owned()),
            ..insertable(InsertableKind::Document, "2", "Regulamin")
        },
    ];
    let article = insertable(InsertableKind::Article, "1", "Jak wymienić żarówkę");
    let write = move |w: &crate::CacheWrite<'_>| {
        w.insertables().replace(InsertableKind::Document, &documents, Extent::Whole, noon())?;
        w.insertables().replace(InsertableKind::Article, std::slice::from_ref(&article), Extent::Whole, noon())
    };
    room.store.write(Origin::Pull, write).await.unwrap();
    assert_eq!(found(&room.store, InsertableKind::Document, "ZAROWKI cennik").await, ["1"]);
    assert_eq!(found(&room.store, InsertableKind::Document, "30 dni").await, ["2"]);
    assert_eq!(found(&room.store, InsertableKind::Document, "2.pdf").await, ["2"]);
    assert_eq!(found(&room.store, InsertableKind::Document, "!").await, ["1", "2"]);
    assert_eq!(found(&room.store, InsertableKind::Document, "lampy zwrot").await, [] as [&str; 0]);
    assert_eq!(found(&room.store, InsertableKind::Quote, "").await, [] as [&str; 0]);
    let kept = room.store.read(|r| r.insertables().find(InsertableKind::Article, "")).await.unwrap();
    assert_eq!(kept, [insertable(InsertableKind::Article, "1", "Jak wymienić żarówkę")]);
}

#[tokio::test]
async fn a_refusal_leaves_what_was_read_before_and_the_next_reading_takes_it_back() {
    let room = room();
    let quotes = [insertable(InsertableKind::Quote, "1", "Lampy dla hotelu")];
    let scope = ReadTrouble::MissingScopes { scopes: vec!["crm.objects.quotes.read".to_owned()] };
    let (put, again, refusal) = (quotes.clone(), quotes.clone(), scope.clone());
    let replace = |quotes: [Insertable; 1]| {
        move |w: &crate::CacheWrite<'_>| w.insertables().replace(InsertableKind::Quote, &quotes, Extent::Whole, noon())
    };
    let mut changes = room.store.changes();
    room.store.write(Origin::Pull, replace(put)).await.unwrap();
    assert_eq!(changes.next().await, [Change::Insertables]);
    room.store.write(Origin::Pull, move |w| w.insertables().refuse(InsertableKind::Quote, refusal)).await.unwrap();
    let read = |r: &crate::Reads<'_>| {
        Ok((r.insertables().find(InsertableKind::Quote, "")?, r.insertables().reading(InsertableKind::Quote)?))
    };
    let (kept, reading) = room.store.read(read).await.unwrap();
    assert_eq!((kept.as_slice(), reading.trouble, reading.read_at), (quotes.as_slice(), Some(scope), Some(noon())));
    changes.next().await;
    room.store.write(Origin::Pull, replace(again.clone())).await.unwrap();
    assert_eq!(room.store.read(read).await.unwrap().1.trouble, None);
    assert_eq!(changes.next().await, [Change::Insertables], "the window would go on to show the refusal");
    room.store.write(Origin::Pull, replace(again)).await.unwrap();
    assert!(changes.take().is_empty(), "the same again was announced");
}

#[tokio::test]
async fn a_file_that_the_rep_keeps_survives_a_new_start_and_its_bytes_are_still_needed() {
    let super::Room { store, dir } = room();
    let file = |name: &str| LocalFile { hash: "ab".into(), name: name.into(), mime: "video/mp4".into(), size: 9 };
    for name in ["film.mp4", "Kubki.mp4"] {
        let file = file(name);
        store.desk_write(Origin::Desk, move |w| w.library().keep(InsertableKind::Video, &file, noon())).await.unwrap();
    }
    store.close().await.unwrap();
    let (store, _) = Store::open(dir.path()).unwrap();
    assert_eq!(store.read(|r| r.library().of(InsertableKind::Video)).await.unwrap(), [(file("Kubki.mp4"), noon())]);
    assert_eq!(store.read(|r| r.library().files()).await.unwrap(), ["ab"], "its bytes would be cleared away");
    assert!(store.desk_write(Origin::Desk, |w| w.library().remove(InsertableKind::Video, "ab")).await.unwrap());
    assert!(!store.desk_write(Origin::Desk, |w| w.library().remove(InsertableKind::Video, "ab")).await.unwrap());
    assert_eq!(store.read(|r| r.library().files()).await.unwrap(), [] as [&str; 0]);
}
