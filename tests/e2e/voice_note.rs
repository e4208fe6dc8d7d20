//! A voice note from the microphone to the customer's ear: recorded in the window, sent, and listened to; and what is said
//! where there is no microphone.

use std::process::Command;
use std::time::Instant;

use serde_json::json;

use crate::controls::named;
use crate::customer::Customer;
use crate::driver::{Page, out};
use crate::media;
use crate::sound::{Kind, SoundServer, TONE};

#[tokio::test]
async fn a_voice_note_is_recorded_from_the_microphone_and_the_customer_hears_the_very_tone() {
    let server = SoundServer::start(Kind::PulseAudio).await;
    let home = tempfile::tempdir().unwrap();
    let window = Page::bellhop_with(home.path(), &server.variables()).await;
    let mut customer = Customer::arrives(&media::chat(&window).await, "Ewa Grająca").await;
    customer.sends(&[("note.ogg", "VOICE_RECORDING")]).await;
    media::open(&window, 1, 0).await;

    window.press("button", "Record voice note").await;
    window.wait_for("the microphone to listen", &named("group", "Recording a voice note")).await;
    let began = Instant::now();
    let meter = "[...document.querySelectorAll('[role=meter]')].some(meter => Number(meter.ariaValueNow) > 20)";
    window.wait_for("the level to move", meter).await;
    window.wait_for("three seconds", "document.querySelector('[role=timer]').textContent.trim() >= '0:03'").await;
    window.shoot("voice-note-recording").await;
    window.press("button", "Done").await;
    window.wait_for("the note in the draft", "document.querySelector('[role=tabpanel] [role=slider]')").await;
    let waited = began.elapsed().as_secs_f64();
    window.shoot("voice-note-draft").await;
    window.press("button", "Send").await;

    let note = customer.hears().await;
    let file = out().join("voice-note.ogg");
    std::fs::write(&file, &note).unwrap();
    let told =
        probe(&["-show_entries", "stream=codec_name,channels:format=format_name,duration", "-of", "json"], &file);
    let told: serde_json::Value = serde_json::from_str(&told).unwrap();
    assert_eq!(told["format"]["format_name"], json!("ogg"));
    assert_eq!(told["streams"][0]["codec_name"], json!("opus"));
    assert_eq!(told["streams"][0]["channels"], json!(1));
    let seconds: f64 = told["format"]["duration"].as_str().unwrap().parse().unwrap();
    assert!(seconds > 2.9 && seconds < waited + 0.3, "recorded for {waited:.2} s, the note lasts {seconds:.2} s");
    let pitch = pitch(&file);
    assert!((pitch - TONE).abs() < 2.0, "the microphone heard {TONE} Hz, the customer hears {pitch:.1} Hz");

    let players = "document.querySelectorAll('[role=feed] [role=group][aria-label^=\"Voice note\"]').length";
    window.wait_for("the note among the messages, as a voice note", &format!("{players} === 2")).await;
    window.shoot("voice-note-sent").await;
    window.close().await;
}

#[tokio::test]
async fn without_a_microphone_recording_says_so_and_leaves_the_draft_alone() {
    let home = tempfile::tempdir().unwrap();
    let window = Page::bellhop(home.path(), "en").await;
    window.client.execute("document.querySelector('[role=grid] [role=row]').click()", vec![]).await.unwrap();
    window.write("textbox", "Reply", "Dzień dobry").await;
    window.press("button", "Record voice note").await;
    window.shows("There is no microphone.").await;
    window.shoot("voice-note-no-microphone").await;
    let written = format!("({}).matches('textarea') ? ({0}).value : ({0}).textContent", named("textbox", "Reply"));
    window.wait_for("the draft as it was", &format!("({written}) === 'Dzień dobry'")).await;
    window.close().await;
}

fn probe(arguments: &[&str], file: &std::path::Path) -> String {
    let told =
        Command::new("ffprobe").args(["-v", "error"]).args(arguments).arg(file).output().expect("ffmpeg is installed");
    assert!(told.status.success(), "{}", String::from_utf8_lossy(&told.stderr));
    String::from_utf8(told.stdout).unwrap()
}

/// The pitch of a pure tone in Hz: how often it crosses zero upwards, leaving out the first and last half second.
fn pitch(file: &std::path::Path) -> f64 {
    const RATE: usize = 48_000;
    let decoded = Command::new("ffmpeg")
        .args(["-v", "error", "-i"])
        .arg(file)
        .args(["-ac", "1", "-ar", &RATE.to_string(), "-f", "s16le", "-"])
        .output()
        .expect("ffmpeg is installed");
    assert!(decoded.status.success(), "{}", String::from_utf8_lossy(&decoded.stderr));
    let samples: Vec<i16> = decoded.stdout.chunks_exact(2).map(|pair| i16::from_le_bytes([pair[0], pair[1]])).collect();
    let middle = &samples[RATE / 2..samples.len() - RATE / 2];
    let crossings = middle.windows(2).filter(|pair| pair[0] < 0 && pair[1] >= 0).count();
    crossings as f64 * RATE as f64 / middle.len() as f64
}
