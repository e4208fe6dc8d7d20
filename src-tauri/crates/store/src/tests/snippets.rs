use bellhop_model::{Change, LocalFile, SnippetId};

use super::*;
use crate::Snippet;

fn hours() -> Snippet {
    let file = LocalFile { hash: "ab".into(), name: "map.png".into(), mime: "image/png".into(), size: 9 };
    Snippet {
        id: SnippetId::from("s1"),
        key: "hours".into(),
        title: "Godziny otwarcia".into(),
        body: "Cześć **{{ contact.firstname }}**".into(),
        folder: "Shop".into(),
        tags: vec!["pl".into(), "shop".into()],
        language: Some("pl".into()),
        files: vec![file],
        file: Some("/packs/hours.md".into()),
        updated_at: noon(),
    }
}

#[tokio::test]
async fn a_snippet_with_its_files_survives_a_new_start_and_a_changed_one_takes_its_place() {
    let Room { store, dir } = room();
    let mut changes = store.changes();
    store.desk_write(Origin::Desk, |w| w.snippets().put(&hours())).await.unwrap();
    assert_eq!(changes.next().await, [Change::Snippets]);
    let changed = Snippet { title: "Hours".into(), updated_at: minute(1), ..hours() };
    let put = changed.clone();
    store.desk_write(Origin::Desk, move |w| w.snippets().put(&put)).await.unwrap();
    store.close().await.unwrap();

    let (store, _) = Store::open(dir.path()).unwrap();
    assert_eq!(store.read(|r| r.snippets().all()).await.unwrap(), [changed]);
    assert_eq!(store.read(|r| r.snippets().files()).await.unwrap(), ["ab"], "its file would be cleared away");
}

#[tokio::test]
async fn a_removed_snippet_is_gone_and_can_be_put_back_whole() {
    let Room { store, dir: _dir } = room();
    store.desk_write(Origin::Desk, |w| w.snippets().put(&hours())).await.unwrap();
    assert!(store.desk_write(Origin::Desk, |w| w.snippets().remove(&"s1".into())).await.unwrap());
    assert!(!store.desk_write(Origin::Desk, |w| w.snippets().remove(&"s1".into())).await.unwrap());
    assert_eq!(store.read(|r| r.snippets().all()).await.unwrap(), []);
    store.desk_write(Origin::Desk, |w| w.snippets().put(&hours())).await.unwrap();
    assert_eq!(store.read(|r| r.snippets().all()).await.unwrap(), [hours()]);
}

#[tokio::test]
async fn a_folder_is_taken_in_once_and_forgotten() {
    let Room { store, dir: _dir } = room();
    for folder in ["/b", "/a", "/b"] {
        store.desk_write(Origin::Desk, move |w| w.snippet_packs().add(folder)).await.unwrap();
    }
    store.desk_write(Origin::Desk, |w| w.snippet_packs().set_shared("/b", Some("Team"))).await.unwrap();
    let kept = || async {
        let packs = store.read(|r| r.snippet_packs().all()).await.unwrap();
        packs.into_iter().map(|pack| (pack.folder, pack.shared_as)).collect::<Vec<_>>()
    };
    let shared = ("/b".to_owned(), Some("Team".to_owned()));
    assert_eq!(kept().await, [("/a".to_owned(), None), shared.clone()]);
    store.desk_write(Origin::Desk, |w| w.snippet_packs().remove("/a")).await.unwrap();
    assert_eq!(kept().await, [shared]);
}
