//! Nothing rings twice, whatever is fetched again and however often Bellhop ends in between.

use bellhop_store::Store;

use super::*;

#[tokio::test]
async fn a_first_sync_is_silent_however_much_it_brings() {
    let mut told = told().await;
    let old: Vec<_> = (0..300).map(|n| ago(n + 1, incoming("b", &format!("old{n}"), 0, "dawno"))).collect();
    told.writes(&old).await;
    told.quiet("z").await;
}

#[tokio::test]
async fn ten_thousand_messages_that_are_fetched_again_ring_no_second_time() {
    let mut told = told().await;
    let all: Vec<_> = (0..10_000).map(|n| now("b", &format!("m{n}"), "raz")).collect();
    told.writes(&all).await;
    let first = told.shown().await;
    assert_eq!(first.count, 10_000);
    let ids: Vec<_> = all.iter().map(|message| message.id.clone()).collect();
    told.room.store.write(bellhop_store::Origin::Pull, move |w| w.messages().remove(&ids)).await.unwrap();
    assert_eq!(told.withdrawn().await, first.key, "nothing of it is left to be read");
    told.writes(&all).await;
    told.quiet("z").await;
}

#[tokio::test]
async fn what_came_while_bellhop_was_away_is_told_once_and_what_is_older_than_the_run_before_never() {
    let mut told = told().await;
    told.writes(&[now("b", "m1", "W trakcie")]).await;
    told.shown().await;
    let Told { room, alerts } = told;
    drop(alerts);
    let room = room.restart().await;
    let before = ago(5, incoming("b", "m0", 0, "Sprzed poprzedniego uruchomienia"));
    room.put(&[], &[before, now("b", "m2", "Pod nieobecność")]).await;
    let mut again = Told { alerts: room.desk.alerts(), room };
    let alert = again.shown().await;
    assert_eq!((alert.body.as_str(), alert.count), ("Pod nieobecność", 1));
    again.quiet("z").await;
}

#[tokio::test]
async fn a_crash_between_noting_and_ringing_costs_the_ring_and_never_doubles_one() {
    let told = told().await;
    told.writes(&[now("b", "m1", "Zginie")]).await;
    // Killed as soon as it is noted: the alert is never taken out.
    told.decided("message m1").await;
    let Told { room, alerts } = told;
    drop(alerts);
    let room = room.restart().await;
    let mut again = Told { alerts: room.desk.alerts(), room };
    again.quiet("z").await;
}

#[tokio::test]
async fn two_processes_on_one_desk_tell_each_message_once_between_them() {
    let told = told().await;
    let other = super::another(&told.room).await;
    let mut others = other.alerts();
    let Told { room, mut alerts } = told;
    let messages: Vec<_> = (0..40).map(|n| now("b", &format!("m{n}"), "raz")).collect();
    room.put(&[], &messages).await;
    // What one process wrote, the other is told of by looking.
    let (store, _) = Store::open(room.dir.path()).unwrap();
    store.look_for_foreign_changes().await.unwrap();
    let mut counted = 0;
    while counted < 40 {
        let ring = tokio::time::timeout(PATIENCE, async {
            tokio::select! { ring = alerts.next() => ring, ring = others.next() => ring }
        });
        if let Ring::Show(alert) = ring.await.expect("all of it is told") {
            counted = counted.max(alert.count);
        }
    }
    assert_eq!(counted, 40, "told more than once");
}

#[tokio::test]
async fn a_cache_that_is_thrown_away_and_fetched_again_does_not_ring() {
    let mut told = told().await;
    let all: Vec<_> = (0..300).map(|n| now("b", &format!("m{n}"), "raz")).collect();
    told.writes(&all).await;
    told.shown().await;
    let Told { room, alerts } = told;
    drop(alerts);
    let mut again = told_in(without_cache(room).await).await;
    again.writes(&all).await;
    again.quiet("z").await;
}

#[tokio::test]
async fn what_came_in_many_conversations_while_bellhop_was_away_is_one_alert() {
    let mut told = told().await;
    told.quiet("before").await;
    let Told { room, alerts } = told;
    drop(alerts);
    let room = room.restart().await;
    let ids: Vec<String> = (0..40).map(|n| format!("n{n}")).collect();
    let threads: Vec<_> = ids.iter().map(|id| thread(id)).collect();
    let messages: Vec<_> = ids.iter().map(|id| now(id, &format!("{id}-1"), "W nocy")).collect();
    room.put(&threads, &messages).await;
    let mut again = Told { alerts: room.desk.alerts(), room };
    let summary = loop {
        if let Ring::Show(alert) = again.next().await {
            break alert;
        }
    };
    assert_eq!((summary.key, summary.count), (AlertKey::Summary, 40));
}

#[tokio::test]
async fn whoever_listens_after_another_stopped_is_told_of_what_comes() {
    let mut told = told().await;
    told.quiet("z").await;
    let Told { room, alerts } = told;
    drop(alerts);
    let mut again = Told { alerts: room.desk.alerts(), room };
    again.writes(&[now("a", "m1", "Dla drugiego")]).await;
    assert_eq!(again.shown().await.message, Some("m1".into()));
}

/// The same desk after its cache was deleted.
async fn without_cache(room: Room) -> Room {
    room.store.close().await.unwrap();
    let Room { dir, store, desk, media } = room;
    drop((store, desk, media));
    for name in ["cache.db", "cache.db-wal", "cache.db-shm"] {
        let _ = std::fs::remove_file(dir.path().join(name));
    }
    let room = crate::support::room_in(dir).await;
    furnish(&room.store).await;
    room
}
