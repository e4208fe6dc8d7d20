//! Settings: changed one by one from several places, exported, taken in, put back, and kept by other versions.

use bellhop_desk::ErrorCode;
use bellhop_store::Origin;
use futures::future::join_all;
use serde_json::{Value, json};

use crate::support::{Room, desk_on, empty_room, room};

async fn settings(room: &Room) -> Value {
    room.call("settings", Value::Null).await
}

async fn exported(room: &Room) -> String {
    room.call("exportSettings", Value::Null).await.as_str().unwrap().to_owned()
}

fn file(settings: &Value) -> Value {
    json!({"text": json!({"bellhopSettings": 1, "settings": settings}).to_string()})
}

/// What an import refuses, with the promise that looking at the file says the same and that nothing was changed.
async fn refused_import(room: &Room, text: &str) -> String {
    let before = settings(room).await;
    let args = json!({"text": text});
    let problem = room.refused("importSettings", args.clone()).await;
    assert_eq!(room.refused("checkSettings", args).await, problem);
    assert_eq!(problem.code, ErrorCode::NotPossible);
    assert_eq!(settings(room).await, before, "a refused file changed something");
    problem.message
}

#[tokio::test]
async fn settings_stay_and_the_lists_width_keeps_its_bounds() {
    let room = room().await;
    let before = settings(&room).await;
    assert_eq!((&before["theme"], &before["listWidth"]), (&json!("system"), &json!(360)));
    for (asked, kept) in [(10, 280), (9_999, 560), (400, 400)] {
        let told = room.call("changeSettings", json!({"theme": "dark", "locale": "pl", "listWidth": asked})).await;
        assert_eq!((&told["listWidth"], &told), (&json!(kept), &settings(&room).await));
    }
    let room = room.restart().await;
    let kept = settings(&room).await;
    assert_eq!((&kept["theme"], &kept["locale"], &kept["listWidth"]), (&json!("dark"), &json!("pl"), &json!(400)));
    assert_eq!(kept["singleKeys"], true, "what was not said is as it was at first");
}

#[tokio::test]
async fn voice_notes_and_music_keep_a_speed_each_within_what_can_be_played() {
    let room = room().await;
    let speeds = |settings: &Value| (settings["voiceRate"].clone(), settings["musicRate"].clone());
    assert_eq!(speeds(&settings(&room).await), (json!(1.0), json!(1.0)));
    room.call("changeSettings", json!({"voiceRate": 1.5})).await;
    let room = room.restart().await;
    assert_eq!(speeds(&settings(&room).await), (json!(1.5), json!(1.0)));
    room.call("changeSettings", json!({"voiceRate": 0, "musicRate": 1e9})).await;
    assert_eq!(speeds(&settings(&room).await), (json!(0.5), json!(4.0)));
}

#[tokio::test]
async fn a_change_touches_nothing_else_however_deep_and_however_many_are_made_at_once() {
    let room = room().await;
    let first = settings(&room).await;
    let patches = [
        json!({"theme": "dark"}),
        json!({"alerts": {"mutedUntil": "2031-01-01T08:00:00Z"}}),
        json!({"alerts": {"classes": {"mention": {"sound": "none"}}}}),
        json!({"alerts": {"classes": {"mention": {"on": false}, "slaWarning": {"on": false}}}}),
        json!({"alerts": {"quietChannels": ["20001"], "quietViews": [{"view": "mine"}, {"view": "channel", "id": "1"}]}}),
        json!({"desktop": {"startAtLogin": true}}),
        json!({"contextOpen": false}),
    ];
    join_all(patches.iter().map(|patch| room.call("changeSettings", patch.clone()))).await;
    let mut expected = first.clone();
    expected["theme"] = json!("dark");
    expected["contextOpen"] = json!(false);
    expected["desktop"]["startAtLogin"] = json!(true);
    let alerts = &mut expected["alerts"];
    alerts["mutedUntil"] = json!("2031-01-01T08:00:00Z");
    alerts["classes"]["mention"] = json!({"on": false, "sound": "none"});
    alerts["classes"]["slaWarning"]["on"] = json!(false);
    alerts["quietChannels"] = json!(["20001"]);
    alerts["quietViews"] = json!([{"view": "mine"}, {"view": "channel", "id": "1"}]);
    assert_eq!(settings(&room).await, expected);
    let back = json!({"theme": null, "contextOpen": null, "alerts": null, "desktop": {"startAtLogin": null}});
    assert_eq!(room.call("changeSettings", back).await, first, "null is how it was at first");
}

#[tokio::test]
async fn a_change_that_makes_no_sense_is_refused_whole_and_says_which_part() {
    let room = room().await;
    let before = settings(&room).await;
    let day = json!({"on": true, "from": 1200, "until": 480});
    for (patch, named) in [
        (json!({"theme": "dark", "locale": "de"}), "\"locale\" cannot be \"de\""),
        (json!({"theme": "dark", "colour": "red"}), "no setting \"colour\""),
        (
            json!({"theme": "dark", "alerts": {"classes": {"mention": {"volume": 3}}}}),
            "\"alerts.classes.mention.volume\"",
        ),
        (json!({"theme": "dark", "listWidth": 400.5}), "\"listWidth\" cannot be 400.5"),
        (json!({"theme": "dark", "alerts": true}), "\"alerts\" cannot be true"),
        (json!({"theme": "dark", "alerts": {"quietHours": [day]}}), "all seven days"),
        (json!({"theme": "dark", "desktop": {"summonKeys": " "}}), "are one key"),
        (json!(["dark"]), "an object"),
        (Value::Null, "an object"),
    ] {
        let problem = room.refused("changeSettings", patch.clone()).await;
        assert_eq!(problem.code, ErrorCode::BadRequest);
        assert!(problem.message.contains(named), "{patch}: {}", problem.message);
    }
    assert_eq!(settings(&room).await, before);
}

#[tokio::test]
async fn quiet_hours_are_drawn_into_the_day() {
    let room = room().await;
    let week = vec![json!({"on": true, "from": 5_000, "until": 480}); 7];
    let told = room.call("changeSettings", json!({"alerts": {"quietHours": week}})).await;
    assert_eq!(told["alerts"]["quietHours"][6], json!({"on": true, "from": 1439, "until": 480}));
}

#[tokio::test]
async fn settings_of_a_version_that_knows_more_keep_what_this_one_understands() {
    let room = room().await;
    let newer = json!({"theme": "sepia", "listWidth": 400, "hubOn": false, "hologram": true,
        "alerts": {"private": true, "classes": {"mention": {"on": false, "sound": "gong"}}},
        "desktop": {"summonKeys": "", "startAtLogin": true, "closeToTray": 5}});
    room.store.desk_write(Origin::Desk, move |w| w.settings().set("window", &newer)).await.unwrap();
    let start = room.call("bootstrap", Value::Null).await;
    let shown = &start["settings"];
    assert_eq!((&shown["theme"], &shown["listWidth"], &shown["hubOn"]), (&json!("system"), &json!(400), &json!(false)));
    assert_eq!(shown["alerts"]["private"], true);
    assert_eq!(shown["alerts"]["classes"]["mention"], json!({"on": false, "sound": "bell"}));
    let desktop = json!({"closeToTray": true, "startAtLogin": true, "summon": false, "summonKeys": "Super+Shift+B"});
    assert_eq!(shown["desktop"], desktop);
    let told = room.call("changeSettings", json!({"theme": "dark"})).await;
    assert_eq!((&told["theme"], &told["listWidth"]), (&json!("dark"), &json!(400)));
}

#[tokio::test]
async fn what_is_exported_sets_another_desk_up_alike_but_neither_mutes_it_nor_switches_its_hub() {
    let one = room().await;
    let week = vec![json!({"on": true, "from": 1080, "until": 480}); 7];
    let changes = json!({"theme": "dark", "locale": "pl", "voiceRate": 1.5, "listWidth": 500, "contextOpen": false,
        "hubOn": false, "alerts": {"mutedUntil": "2031-01-01T08:00:00Z", "private": true, "quietHours": week},
        "desktop": {"summon": true, "summonKeys": "Ctrl+Shift+F9"}});
    let told = one.call("changeSettings", changes).await;
    let text = exported(&one).await;
    assert!(text.starts_with("{\n") && text.ends_with("}\n") && text.contains("\"bellhopSettings\": 1"), "{text}");

    let other = empty_room().await;
    let first = settings(&other).await;
    let preview = other.call("checkSettings", json!({"text": text})).await;
    let names =
        ["alerts.private", "alerts.quietHours", "desktop.summon", "desktop.summonKeys", "locale", "theme", "voiceRate"];
    assert_eq!(preview, json!({"changed": names, "unknown": []}));
    assert_eq!(settings(&other).await, first, "looking at a file changed something");
    assert_eq!(other.call("importSettings", json!({"text": text})).await, preview);
    let mut expected = told;
    for (name, kept) in [("listWidth", json!(360)), ("contextOpen", json!(true)), ("hubOn", json!(true))] {
        expected[name] = kept;
    }
    expected["alerts"]["mutedUntil"] = Value::Null;
    assert_eq!(settings(&other).await, expected);
    let again = json!({"changed": [], "unknown": []});
    assert_eq!(other.call("importSettings", json!({"text": format!("\u{feff}{text}")})).await, again);
}

#[tokio::test]
async fn a_file_of_an_older_bellhop_changes_what_it_names_and_one_with_more_in_it_says_what_was_left_out() {
    let room = room().await;
    room.call("changeSettings", json!({"locale": "pl", "undoEmailSeconds": 30})).await;
    let told =
        room.call("importSettings", file(&json!({"theme": "light", "locale": null, "undoEmailSeconds": 900}))).await;
    assert_eq!(told, json!({"changed": ["locale", "theme", "undoEmailSeconds"], "unknown": []}));
    let kept = settings(&room).await;
    assert_eq!((&kept["locale"], &kept["undoEmailSeconds"]), (&json!("system"), &json!(60)));
    let more = json!({"theme": "dark", "hubOn": false, "hologram": true,
        "alerts": {"mutedUntil": "2031-01-01T08:00:00Z", "classes": {"fire": {"on": true}}}});
    let told = room.call("importSettings", file(&more)).await;
    let left_out = json!(["alerts.classes.fire", "hologram", "hubOn", "alerts.mutedUntil"]);
    assert_eq!(told, json!({"changed": ["theme"], "unknown": left_out}));
    assert_eq!(
        (&settings(&room).await["hubOn"], &settings(&room).await["alerts"]["mutedUntil"]),
        (&json!(true), &Value::Null)
    );
}

#[tokio::test]
async fn a_file_with_anything_wrong_in_it_changes_nothing_and_says_what_is_wrong() {
    let room = room().await;
    room.call("changeSettings", json!({"theme": "dark"})).await;
    for text in
        ["", "null", "[]", "settings", "{\"theme\": \"light\"}", "{\"bellhopSettings\": \"1\", \"settings\": {}}"]
    {
        assert!(refused_import(&room, text).await.contains("does not hold settings"), "{text}");
    }
    let deep = format!("{{\"bellhopSettings\":1,\"settings\":{}", "[".repeat(30_000));
    assert!(refused_import(&room, &deep).await.contains("does not hold settings"));
    let huge = json!({"bellhopSettings": 1, "settings": {"theme": "light", "note": "x".repeat(70_000)}}).to_string();
    assert!(refused_import(&room, &huge).await.contains("too large"));
    let newer = "{\"bellhopSettings\": 2, \"settings\": {\"theme\": \"light\"}}";
    assert!(refused_import(&room, newer).await.contains("newer Bellhop"));
    for (wrong, named) in [
        (json!({"theme": "light", "voiceRate": "fast"}), "\"voiceRate\" cannot be \"fast\""),
        (json!({"theme": "light", "mediaCapMb": -1}), "\"mediaCapMb\" cannot be -1"),
        (json!({"theme": "light", "alerts": {"quietViews": ["mine"]}}), "\"alerts.quietViews\" cannot be [\"mine\"]"),
        (json!("light"), "an object"),
    ] {
        let text = json!({"bellhopSettings": 1, "settings": wrong}).to_string();
        assert!(refused_import(&room, &text).await.contains(named), "{wrong}");
    }
}

#[tokio::test]
async fn everything_is_as_on_the_first_day_again_but_the_windows_layout_and_the_hub() {
    let room = room().await;
    let first = settings(&room).await;
    let changes = json!({"theme": "dark", "singleKeys": false, "listWidth": 500, "contextOpen": false, "hubOn": false,
        "alerts": {"on": false, "mutedUntil": "2031-01-01T08:00:00Z", "quietChannels": ["20001"]},
        "desktop": {"closeToTray": false}});
    let changed = room.call("changeSettings", changes).await;
    room.call("resetSettings", Value::Null).await;
    let mut expected = first;
    for name in ["listWidth", "contextOpen", "hubOn"] {
        expected[name] = changed[name].clone();
    }
    assert_eq!(settings(&room).await, expected);
    // Undo hands back what was there: whole settings are a patch as well.
    assert_eq!(room.call("changeSettings", changed.clone()).await, changed);
}

#[tokio::test]
async fn another_process_on_the_same_folder_does_not_set_changes_back() {
    let room = room().await;
    let (_store, _media, other) = desk_on(room.dir.path()).await;
    room.call("changeSettings", json!({"theme": "dark"})).await;
    other.call("changeSettings", json!({"alerts": {"on": false}})).await.unwrap();
    room.call("changeSettings", json!({"locale": "pl"})).await;
    let kept = other.call("settings", Value::Null).await.unwrap();
    assert_eq!((&kept["theme"], &kept["locale"], &kept["alerts"]["on"]), (&json!("dark"), &json!("pl"), &json!(false)));
}
