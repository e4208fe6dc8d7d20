use bellhop_model::{Attachment, FileUsage};

use super::*;

async fn found(store: &Store, query: &str) -> Vec<String> {
    let query = query.to_owned();
    let hits = store.read(move |r| r.search().threads(&query)).await.unwrap();
    hits.threads.into_iter().map(|thread| thread.0).collect()
}

async fn desk_with_a_few_conversations() -> Room {
    let room = room();
    let anna = Thread { contact: Some("9".into()), ticket: Some("t1".into()), ..thread("anna") };
    let mut with_file = incoming("marek", "m2", minute(5), "Proszę spojrzeć");
    if let MessageKind::Message { content, .. } = &mut with_file.kind {
        content.attachments = vec![Attachment::File {
            file: "5".into(),
            usage: FileUsage::Other,
            name: Some("Umowa_najmu-2026.pdf".into()),
            url: None,
        }];
    }
    put(
        &room.store,
        &[anna, thread("marek"), thread("jan")],
        &[
            incoming("anna", "m1", minute(1), "Czy faktura za żarówkę już wyszła?"),
            with_file,
            incoming("jan", "m3", minute(3), "Łódź jest piękna, faktura nie"),
            Message {
                kind: MessageKind::Comment(Content {
                    text: "Zadzwonić do księgowości".into(), ..Content::default()
                }),
                ..outgoing("jan", "m4", minute(4), "")
            },
        ],
    )
    .await;
    room.store
        .write(Origin::Pull, |w| {
            w.contacts().upsert(&[contact(
                "9",
                &[("firstname", "Anna"), ("lastname", "Wójcik"), ("email", "anna@lampa.pl")],
            )])?;
            w.tickets().upsert(&[ticket(
                "t1",
                &[("subject", "Zwrot lampy"), ("content", "uszkodzona"), ("hs_pipeline_stage", "1")],
            )])
        })
        .await
        .unwrap();
    room.store.finish_search_index().await.unwrap();
    room
}

#[tokio::test]
async fn search_finds_polish_words_however_they_are_typed_newest_conversation_first() {
    let room = desk_with_a_few_conversations().await;
    assert_eq!(found(&room.store, "faktura").await, ["jan", "anna"]);
    assert_eq!(found(&room.store, "FAKTURA zarowke").await, ["anna"], "words are not joined by and");
    assert_eq!(found(&room.store, "lodz").await, ["jan"]);
    assert_eq!(found(&room.store, "Łód").await, ["jan"], "the last word must be whole");
    assert_eq!(
        found(&room.store, "łó piekna").await,
        Vec::<String>::new(),
        "a word before the last one may be unfinished"
    );
}

#[tokio::test]
async fn search_looks_into_comments_file_names_contacts_and_tickets() {
    let room = desk_with_a_few_conversations().await;
    assert_eq!(found(&room.store, "ksiegowosci").await, ["jan"]);
    assert_eq!(found(&room.store, "umowa 2026").await, ["marek"]);
    assert_eq!(found(&room.store, "wojcik").await, ["anna"]);
    assert_eq!(found(&room.store, "anna@lampa.pl").await, ["anna"]);
    assert_eq!(found(&room.store, "zwrot").await, ["anna"]);
    assert_eq!(found(&room.store, "uszkodzona lampy").await, ["anna"]);
}

#[tokio::test]
async fn a_customers_name_and_a_word_of_a_message_find_the_conversation_together() {
    let room = desk_with_a_few_conversations().await;
    assert_eq!(found(&room.store, "wojcik faktura").await, ["anna"]);
    assert_eq!(found(&room.store, "faktura Anna Wójcik").await, ["anna"]);
    assert_eq!(found(&room.store, "wojcik umowa").await, Vec::<String>::new());
}

#[tokio::test]
async fn a_changed_text_is_found_by_its_new_words_only() {
    let room = desk_with_a_few_conversations().await;
    put(&room.store, &[], &[incoming("anna", "m1", minute(1), "Jednak rachunek")]).await;
    room.store
        .write(Origin::Pull, |w| {
            w.tickets().upsert(&[Ticket { updated_at: minute(9), ..ticket("t1", &[("subject", "Wymiana")]) }])
        })
        .await
        .unwrap();
    room.store.finish_search_index().await.unwrap();
    assert_eq!(found(&room.store, "faktura").await, ["jan"]);
    assert_eq!(found(&room.store, "rachunek").await, ["anna"]);
    assert_eq!(found(&room.store, "zwrot").await, Vec::<String>::new());
    assert_eq!(found(&room.store, "wymiana").await, ["anna"]);
}

#[tokio::test]
async fn every_beginning_of_a_word_finds_it() {
    let room = desk_with_a_few_conversations().await;
    for end in 2..="ksiegowosci".len() {
        assert_eq!(found(&room.store, &"ksiegowosci"[..end]).await, ["jan"], "after {end} letters");
    }
    assert_eq!(found(&room.store, "k").await, Vec::<String>::new());
    assert_eq!(found(&room.store, "ksiegowoscia").await, Vec::<String>::new());
    let many: Vec<Message> =
        (0..200).map(|n| incoming("marek", &format!("x{n}"), minute(n), &format!("numer{n}"))).collect();
    put(&room.store, &[], &many).await;
    room.store.finish_search_index().await.unwrap();
    assert_eq!(found(&room.store, "nume").await, ["marek"], "a beginning of more words than are looked for one by one");
}

#[tokio::test]
async fn nothing_that_a_rep_can_type_breaks_the_search() {
    let room = desk_with_a_few_conversations().await;
    for query in [
        "",
        " ",
        "\"",
        "a\"b",
        "AND",
        "NEAR(a b)",
        "*",
        "-faktura",
        "body:faktura",
        "😀",
        "'; DROP TABLE threads",
        "%_",
    ] {
        found(&room.store, query).await;
    }
    assert_eq!(found(&room.store, "\"faktura\"").await, ["jan", "anna"]);
}

#[tokio::test]
async fn the_search_walks_the_index_newest_first_without_sorting() {
    let room = desk_with_a_few_conversations().await;
    let plan = {
        let conn = rusqlite::Connection::open(room.dir.path().join("cache.db")).unwrap();
        crate::search::plan(&conn, "\"faktura\"").unwrap()
    };
    assert!(!plan.contains("TEMP B-TREE"), "{plan}");
}

#[tokio::test]
async fn texts_that_were_committed_before_a_crash_are_fed_to_the_index_afterwards() {
    let dir = tempfile::tempdir().unwrap();
    {
        // The rows are committed by hand, as if the process had died before it fed the index.
        let (_store, _) = Store::open(dir.path()).unwrap();
        let mut conn = rusqlite::Connection::open(dir.path().join("cache.db")).unwrap();
        let transaction = conn.transaction().unwrap();
        let w = crate::CacheWrite::new(&transaction);
        w.threads().upsert(&[thread("1")]).unwrap();
        w.messages().upsert(&[incoming("1", "a", minute(1), "before the crash")]).unwrap();
        w.finish().unwrap();
        transaction.commit().unwrap();
    }
    let (store, _) = Store::open(dir.path()).unwrap();
    store.finish_search_index().await.unwrap();
    assert_eq!(found(&store, "crash").await, ["1"]);
}
