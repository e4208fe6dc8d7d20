use bellhop_model::{Carries, Channel, ChannelAccount, Inbox, Owner, Pipeline, Stage};

use super::*;
use crate::{FileRow, PropertyDefinition, PropertyOption, ThreadSync};

#[tokio::test]
async fn the_first_sync_works_on_open_conversations_first_then_on_the_newest() {
    let room = room();
    let at = |id: &str, n: i64, status| Thread { status, latest_at: Some(minute(n)), ..thread(id) };
    put(
        &room.store,
        &[
            at("old", 1, ThreadStatus::Open),
            at("closed", 9, ThreadStatus::Closed),
            at("new", 5, ThreadStatus::Open),
            thread("empty"),
        ],
        &[],
    )
    .await;
    let stale = || async { room.store.read(|r| r.thread_sync().stale(10)).await.unwrap() };
    assert_eq!(stale().await, ["new".into(), "old".into(), "empty".into(), "closed".into()]);
    room.store
        .write(Origin::Pull, |w| {
            let read = |synced_latest, older: Option<&str>| ThreadSync {
                synced_at: Some(minute(20)),
                synced_latest,
                complete: older.is_none(),
                older: older.map(str::to_owned),
            };
            w.thread_sync().set(&"new".into(), &read(Some(minute(5)), Some("cursor")))?;
            w.thread_sync().set(&"empty".into(), &read(None, None))?;
            w.thread_sync().set(&"closed".into(), &read(Some(minute(9)), Some("other")))
        })
        .await
        .unwrap();
    assert_eq!(stale().await, ["old".into()]);
    assert_eq!(room.store.read(|r| r.thread_sync().counts()).await.unwrap(), (3, 4));
    let incomplete = room.store.read(|r| r.thread_sync().incomplete(10)).await.unwrap();
    assert_eq!(incomplete, [("new".into(), "cursor".to_owned()), ("closed".into(), "other".to_owned())]);
    put(&room.store, &[at("closed", 30, ThreadStatus::Open)], &[]).await;
    assert_eq!(stale().await, ["closed".into(), "old".into()], "news in a conversation went unnoticed");
}

#[tokio::test]
async fn what_is_missing_is_asked_for_until_it_comes_or_the_remote_has_none() {
    let room = room();
    let named = Thread {
        contact: Some("9".into()),
        ticket: Some("t1".into()),
        assigned_to: Some("A-71".into()),
        ..thread("1")
    };
    put(&room.store, std::slice::from_ref(&named), &[incoming("1", "a", minute(1), "hello")]).await;
    let missing = || async {
        room.store
            .read(|r| Ok((r.contacts().missing(9)?, r.tickets().missing(9)?, r.actors().missing(9)?)))
            .await
            .unwrap()
    };
    assert_eq!(missing().await, (vec!["9".into()], vec!["t1".into()], vec!["A-71".into(), "V-9".into()]));
    room.store
        .write(Origin::Pull, |w| {
            w.contacts().absent(&["9".into()])?;
            w.tickets().upsert(&[Ticket { contact: Some("10".into()), ..ticket("t1", &[]) }])?;
            w.actors().absent(&["V-9".into(), "A-71".into()])
        })
        .await
        .unwrap();
    assert_eq!(missing().await, (vec!["10".into()], vec![], vec![]));
    put(&room.store, &[named], &[]).await;
    assert_eq!(missing().await.0, ["10".into()], "a visitor is asked for again though nothing changed");
}

#[tokio::test]
async fn a_conversations_owner_is_its_tickets_or_else_its_agents() {
    let room = room();
    let owner = Owner {
        id: "7".into(),
        actor: Some("A-71".into()),
        email: Some("rep@shop.pl".into()),
        name: "Rep".into(),
        archived: false,
    };
    let with_ticket = Thread { ticket: Some("t1".into()), assigned_to: Some("A-71".into()), ..thread("ticket") };
    let without = Thread { assigned_to: Some("A-71".into()), ..thread("plain") };
    put(&room.store, &[with_ticket, without], &[]).await;
    room.store.write(Origin::Pull, move |w| w.owners().replace(&[owner])).await.unwrap();
    assert_eq!(facts(&room.store, "plain").await.owner, Some("7".into()), "owners came after conversations");
    room.store
        .write(Origin::Pull, |w| w.tickets().upsert(&[ticket("t1", &[("hubspot_owner_id", "8")])]))
        .await
        .unwrap();
    assert_eq!(facts(&room.store, "ticket").await.owner, Some("8".into()));
    room.store
        .write(Origin::Pull, |w| w.tickets().upsert(&[Ticket { updated_at: minute(1), ..ticket("t1", &[]) }]))
        .await
        .unwrap();
    assert_eq!(facts(&room.store, "ticket").await.owner, None, "a ticket that was given back still has an owner");
}

#[tokio::test]
async fn the_directory_comes_back_as_it_went_in() {
    let room = room();
    let pipelines = vec![Pipeline {
        id: "0".into(),
        label: "Support".into(),
        stages: vec![
            Stage { id: "2".into(), label: "New".into(), closed: false },
            Stage { id: "1".into(), label: "Done".into(), closed: true },
        ],
    }];
    let channels = vec![Channel { id: "1002".into(), name: "Email".into(), carries: Some(Carries::everything()) }];
    let accounts = vec![ChannelAccount {
        id: "300".into(),
        name: "Chat".into(),
        channel: "20001".into(),
        inbox: "1".into(),
        usable: false,
        address: None,
    }];
    let inboxes = vec![Inbox { id: "1".into(), name: "Help desk".into(), help_desk: true }];
    let properties = vec![PropertyDefinition {
        name: "hs_ticket_priority".into(),
        label: "Priority".into(),
        kind: "enumeration".into(),
        options: vec![PropertyOption { value: "HIGH".into(), label: "High".into(), hidden: false }],
        ..PropertyDefinition::default()
    }];
    let file = FileRow {
        id: "5".into(),
        name: Some("a".into()),
        extension: Some("png".into()),
        mime: None,
        size: Some(7),
        width: None,
        height: None,
    };
    let all = (pipelines.clone(), channels.clone(), accounts.clone(), inboxes.clone(), properties.clone());
    let given = file.clone();
    room.store
        .write(Origin::Pull, move |w| {
            w.pipelines().replace(&pipelines)?;
            w.channels().replace(&channels)?;
            w.channel_accounts().replace(&accounts)?;
            w.inboxes().replace(&inboxes)?;
            w.properties().replace("tickets", &properties)?;
            w.files().upsert(std::slice::from_ref(&given))?;
            w.files().upsert(&[FileRow { width: Some(3), name: None, ..given }])?;
            w.cursors().set("threads", "2026")
        })
        .await
        .unwrap();
    let read = room
        .store
        .read(|r| {
            Ok((
                r.pipelines().all()?,
                r.channels().all()?,
                r.channel_accounts().all()?,
                r.inboxes().all()?,
                r.properties().of("tickets")?,
            ))
        })
        .await
        .unwrap();
    assert_eq!(read, all);
    let kept = room.store.read(|r| r.files().get(&"5".into())).await.unwrap();
    assert_eq!(kept, Some(FileRow { width: Some(3), ..file }), "what was known about a file was forgotten");
    assert_eq!(room.store.read(|r| r.cursors().get("threads")).await.unwrap().as_deref(), Some("2026"));
}

#[test]
fn the_migrations_of_both_files_apply_from_nothing() {
    crate::cache::migrations().validate().unwrap();
    crate::desk::migrations().validate().unwrap();
}

#[tokio::test]
async fn a_contact_is_found_for_an_address_by_any_word_without_its_marks() {
    let room = room();
    let contacts = [
        contact("1", &[("firstname", "Łucja"), ("lastname", "Wójcik"), ("email", "lucja@example.com")]),
        contact("2", &[("firstname", "Jan"), ("lastname", "Kowalski"), ("email", "biuro@kowal.example.com")]),
        contact("3", &[("firstname", "Łukasz"), ("lastname", "Wójtowicz"), ("phone", "600 100 200")]),
        contact("4", &[("firstname", "Łukasz"), ("email", "")]),
    ];
    room.store.write(Origin::Pull, move |w| w.contacts().upsert(&contacts)).await.unwrap();
    let store = &room.store;
    let find = |wanted: &str, limit| {
        let wanted = crate::words(wanted);
        async move { store.read(move |r| r.contacts().to_address(&wanted, limit)).await.unwrap() }
    };
    let lucja = [("Łucja Wójcik".to_owned(), "lucja@example.com".to_owned())];
    assert_eq!(find("wojc", 9).await, lucja);
    assert_eq!(find("luc woj", 9).await, lucja);
    assert_eq!(find("kowal", 9).await.len(), 1, "the host is not looked at");
    assert_eq!(find("łuk", 9).await, [], "somebody without an address is offered");
    assert_eq!(find("", 1).await.len(), 1);
}

#[tokio::test]
async fn memory_that_waited_for_reads_is_given_back_and_everything_reads_as_before() {
    let room = room();
    room.store.write(Origin::Pull, |w| w.threads().upsert(&[thread("a")])).await.unwrap();
    let known = async || room.store.read(|r| r.threads().all_ids()).await.unwrap();
    assert_eq!(known().await, ["a".into()]);
    // A connection that waits for the next read holds both files open.
    let folder = room.dir.path().canonicalize().unwrap();
    let held = || {
        let files = std::fs::read_dir("/proc/self/fd").unwrap().flatten();
        files.filter(|file| std::fs::read_link(file.path()).is_ok_and(|link| link.starts_with(&folder))).count()
    };
    let before = held();
    room.store.give_back_memory().await.unwrap();
    assert!(held() < before, "the connection that waited is closed");
    assert_eq!(known().await, ["a".into()]);
}
