use bellhop_model::{Change, Owner};

use super::*;

#[tokio::test]
async fn what_became_stale_is_told_once_after_commit_however_many_commits_there_were() {
    let room = room();
    let mut changes = room.store.changes();
    for n in 0..5 {
        put(&room.store, &[thread("1")], &[incoming("1", &format!("m{n}"), minute(n), "hello")]).await;
    }
    assert_eq!(changes.next().await, [Change::Threads, Change::Thread("1".into())]);
    assert_eq!(changes.take(), []);
}

#[tokio::test]
async fn reading_the_same_again_from_the_remote_wakes_nobody() {
    let room = room();
    let write = || async {
        let threads = [Thread { ticket: Some("t1".into()), contact: Some("9".into()), ..thread("1") }];
        put(&room.store, &threads, &[incoming("1", "a", minute(1), "hello")]).await;
        room.store
            .write(Origin::Pull, |w| {
                w.tickets().upsert(&[ticket("t1", &[("subject", "Lamp")])])?;
                w.contacts().upsert(&[contact("9", &[("firstname", "Anna")])])?;
                w.actors().upsert(&[bellhop_model::Actor {
                    id: "A-71".into(),
                    kind: bellhop_model::ActorKind::Agent,
                    name: Some("Rep".into()),
                    email: None,
                }])?;
                w.owners().replace(&[Owner {
                    id: "7".into(),
                    actor: None,
                    email: None,
                    name: "Rep".into(),
                    archived: false,
                }])
            })
            .await
            .unwrap();
    };
    write().await;
    let mut changes = room.store.changes();
    write().await;
    assert_eq!(changes.take(), [], "polling wakes the window");
}

#[tokio::test]
async fn a_subscriber_can_leave_out_its_own_writes() {
    let room = room();
    let mut others = room.store.changes_except(Origin::Pull);
    put(&room.store, &[thread("1")], &[]).await;
    assert_eq!(others.take(), []);
    room.store.desk_write(Origin::Desk, |w| w.settings().set("theme", &"dark")).await.unwrap();
    assert_eq!(others.next().await, [Change::Settings]);
}
