//! Each setting of the rep's changes what is told.

use serde_json::Value;

use super::*;

async fn set(told: &Told, patch: Value) {
    told.room.call("changeSettings", json!({"alerts": patch})).await;
}

/// A reply that the remote refuses.
async fn refused(told: &Told) -> Value {
    let intent = told.room.reply("a", "Nie dojdzie").await;
    let step = bellhop_store::OutboxStep::Stuck {
        reason: bellhop_model::StuckReason::Rejected,
        detail: "no".to_owned(),
        attempt: None,
    };
    told.room.step(&intent, step).await;
    intent
}

#[tokio::test]
async fn switched_off_nothing_rings_and_what_came_meanwhile_does_not_ring_later() {
    let mut told = told().await;
    set(&told, json!({"on": false})).await;
    told.writes(&[now("a", "m1", "Cisza")]).await;
    told.decided("message m1").await;
    set(&told, json!({"on": true})).await;
    told.quiet("z").await;
}

#[tokio::test]
async fn each_class_has_its_own_switch() {
    let given = MessageKind::Assignment { from: None, to: Some("A-71".into()) };
    let given = by("A-72", entry("a", "x", 0, given));
    let cases = [
        ("unassigned", now("b", "x", "Nowa")),
        ("replyOnMine", now("a", "x", "Moja")),
        ("replyElsewhere", now("c", "x", "Cudza")),
        ("mention", comment("c", "x", "@Marta Król spójrz")),
        ("assignedToMe", given),
    ];
    for (class, message) in cases {
        for on in [true, false] {
            let mut told = told().await;
            // The mark rings by another class than the one in question.
            let mark = if class == "replyOnMine" { "unassigned" } else { "replyOnMine" };
            let classes = ["unassigned", "replyOnMine", "replyElsewhere", "mention", "assignedToMe"]
                .map(|one| (one.to_owned(), json!({"on": one == mark || (one == class && on), "sound": "none"})));
            set(&told, json!({"classes": serde_json::Map::from_iter(classes)})).await;
            told.writes(&[Message { at: Utc::now(), ..message.clone() }]).await;
            if on {
                assert_eq!(told.shown().await.key, AlertKey::Thread(message.thread.clone()), "{class} is on");
            }
            let owner = if mark == "unassigned" { "" } else { "7" };
            told.room.put_tickets(&[ticket("tz", &[("hubspot_owner_id", owner)])]).await;
            told.room.put(&[with_ticket("z")], &[now("z", "z-1", "znak")]).await;
            assert_eq!(told.shown().await.key, AlertKey::Thread("z".into()), "{class} is off");
        }
    }
}

#[tokio::test]
async fn a_silent_channel_and_a_silent_view_are_silent() {
    let mut told = told().await;
    set(&told, json!({"quietViews": [{"view": "unassigned"}]})).await;
    told.writes(&[now("b", "m1", "Niczyja")]).await;
    told.quiet("z").await;
    set(&told, json!({"quietViews": [], "quietChannels": ["20001"]})).await;
    told.writes(&[now("a", "m2", "Czat")]).await;
    told.decided("message m2").await;
    set(&told, json!({"quietChannels": ["1002"]})).await;
    told.quiet("y").await;
}

#[tokio::test]
async fn muted_until_then_and_in_quiet_hours_nothing_rings_but_what_did_not_go_out() {
    let all_week: Vec<Value> = (0..7).map(|_| json!({"on": true, "from": 0, "until": 0})).collect();
    let later = (Utc::now() + TimeDelta::hours(1)).to_rfc3339();
    for patch in [json!({"mutedUntil": later}), json!({"quietHours": all_week})] {
        let mut told = told().await;
        set(&told, patch).await;
        told.writes(&[now("a", "m1", "Cicho")]).await;
        let intent = refused(&told).await;
        let failed = told.shown().await;
        assert!(failed.urgent && matches!(failed.key, AlertKey::Unsent(_)), "{failed:?}");
        told.room.close(&intent).await;
        assert_eq!(told.withdrawn().await, failed.key, "it is settled");
    }
}

#[tokio::test]
async fn nothing_breaks_through_when_the_rep_does_not_want_it() {
    let mut told = told().await;
    let later = (Utc::now() + TimeDelta::hours(1)).to_rfc3339();
    set(&told, json!({"mutedUntil": later, "breakThrough": false})).await;
    told.writes(&[now("a", "m1", "Cicho")]).await;
    let intent = refused(&told).await;
    told.decided(&format!("unsent {} Rejected", intent.as_str().unwrap())).await;
    set(&told, json!({"mutedUntil": null})).await;
    told.quiet("z").await;
}

#[tokio::test]
async fn in_private_no_name_and_no_text_leaves_the_window() {
    let mut told = told().await;
    set(&told, json!({"private": true})).await;
    told.writes(&[now("a", "m1", "Tajne: hasło to kot")]).await;
    let alert = told.shown().await;
    assert_eq!((alert.title.as_str(), alert.body.as_str()), ("Bellhop", "A new message"));
    told.room.call("changeSettings", json!({"locale": "pl"})).await;
    told.writes(&[now("a", "m2", "Tajne")]).await;
    assert_eq!(told.shown().await.body, "2 nowe wiadomości");
}

#[tokio::test]
async fn the_sound_is_that_of_the_class() {
    let mut told = told().await;
    told.writes(&[now("a", "m1", "Dzyń")]).await;
    assert_eq!(told.shown().await.sound, bellhop_desk::views::AlertSound::Message);
    set(&told, json!({"classes": {"replyOnMine": {"on": true, "sound": "bell"}}})).await;
    told.writes(&[now("a", "m2", "Dzyń")]).await;
    assert_eq!(told.shown().await.sound, bellhop_desk::views::AlertSound::Bell);
}

#[tokio::test]
async fn deadlines_and_what_did_not_go_out_have_their_own_switches_too() {
    let off = json!({"on": false, "sound": "none"});
    for class in ["slaWarning", "slaBreach", "sendFailed"] {
        let mut told = told().await;
        set(&told, json!({"classes": {class: off.clone()}})).await;
        match class {
            "sendFailed" => {
                told.writes(&[ago(5, incoming("a", "m0", 0, "Dawno"))]).await;
                refused(&told).await;
            }
            _ => {
                let due = (Utc::now() + TimeDelta::milliseconds(300)).to_rfc3339();
                told.room.put_tickets(&[ticket("tb", &[("hs_time_to_close_sla_at", &due)])]).await;
                let missed = told.shown().await.title;
                assert_eq!(missed.starts_with("Deadline missed"), class == "slaWarning", "{class} is off: {missed}");
            }
        }
        told.quiet("z").await;
    }
}
