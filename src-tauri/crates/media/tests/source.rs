//! The loopback source over real HTTP: what the window gets, and what nobody else gets.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, missing_docs)]

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use axum::Router;
use axum::routing::get;
use bellhop_media::{Located, Media, MediaError, Resolver};
use futures::FutureExt;

const PAGE: &str = "http://127.0.0.1:5173";

struct Scene {
    media: Media,
    asked: Arc<AtomicUsize>,
    http: reqwest::Client,
    _folder: tempfile::TempDir,
}

/// A server of files, and the media of a workspace that fetches from it.
async fn scene() -> Scene {
    // A second install is refused, harmlessly.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let asked = Arc::new(AtomicUsize::new(0));
    let counter = Arc::clone(&asked);
    let files = Router::new()
        .route(
            "/hello",
            get(move || async move {
                counter.fetch_add(1, Ordering::SeqCst);
                "Dzień dobry, 0123456789"
            }),
        )
        .route("/page", get(|| async { "<html><script>alert(1)</script></html>" }));
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let origin = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async move { axum::serve(listener, files).await.unwrap() });
    let resolver: Resolver = Arc::new(move |file| {
        let url = format!("{origin}/{}", file.as_str());
        async move {
            match file.as_str() {
                "gone" => Err(MediaError::Gone),
                "offline" => Err(MediaError::Offline("no network".to_owned())),
                name => Ok(Located { url, name: Some(format!("{name}.txt")), size: None }),
            }
        }
        .boxed()
    });
    let folder = tempfile::tempdir().unwrap();
    let media = Media::open(folder.path(), &[PAGE.to_owned()], resolver).await.unwrap();
    Scene { media, asked, http: reqwest::Client::new(), _folder: folder }
}

#[tokio::test]
async fn a_file_is_fetched_once_however_many_ask_and_served_in_ranges_afterwards() {
    let scene = scene().await;
    let url = format!("{}/file/hello", scene.media.url());
    let all = futures::future::join_all((0..8).map(|_| scene.http.get(&url).send())).await;
    for answer in all {
        assert_eq!(answer.unwrap().text().await.unwrap(), "Dzień dobry, 0123456789");
    }
    assert_eq!(scene.asked.load(Ordering::SeqCst), 1, "eight askers, one download");
    let part = scene.http.get(&url).header("Range", "bytes=0-3").header("Origin", PAGE).send().await.unwrap();
    assert_eq!(part.status(), 206);
    assert_eq!(part.headers()["access-control-allow-origin"], PAGE);
    assert_eq!(part.headers()["x-content-type-options"], "nosniff");
    assert_eq!(part.text().await.unwrap(), "Dzie");
    assert_eq!(scene.media.cached(&"hello".into()).unwrap().name.as_deref(), Some("hello.txt"));
}

#[tokio::test]
async fn nobody_reads_a_file_without_the_secret_under_another_host_or_from_another_page() {
    let scene = scene().await;
    let url = format!("{}/file/hello", scene.media.url());
    let guessed = url.replace("/k/", "/k/0");
    assert_eq!(scene.http.get(&guessed).send().await.unwrap().status(), 404);
    let rebound = scene.http.get(&url).header("Host", "evil.example").send().await.unwrap();
    assert_eq!(rebound.status(), 421);
    let elsewhere = scene.http.get(&url).header("Origin", "https://evil.example").send().await.unwrap();
    assert!(!elsewhere.headers().contains_key("access-control-allow-origin"));
}

#[tokio::test]
async fn what_could_run_is_given_as_bytes_to_save_and_what_is_gone_says_so() {
    let scene = scene().await;
    let page = scene.http.get(format!("{}/file/page", scene.media.url())).send().await.unwrap();
    assert_eq!(page.headers()["content-type"], "application/octet-stream");
    assert!(page.headers()["content-disposition"].to_str().unwrap().starts_with("attachment"));
    assert!(page.headers()["content-security-policy"].to_str().unwrap().contains("sandbox"));
    let status = |id: &str| scene.http.get(format!("{}/file/{id}", scene.media.url())).send();
    assert_eq!(status("gone").await.unwrap().status(), 410);
    assert_eq!(status("offline").await.unwrap().status(), 503);
}

#[tokio::test]
async fn an_attached_file_stays_until_nothing_refers_to_it() {
    let scene = scene().await;
    let url = format!("{}/outgoing?name=..%2Fparagon.txt", scene.media.url());
    let kept: serde_json::Value = scene.http.post(url).body("Suma 12,40").send().await.unwrap().json().await.unwrap();
    let hash = kept["hash"].as_str().unwrap().to_owned();
    assert_eq!((kept["name"].as_str(), kept["size"].as_u64()), (Some("../paragon.txt"), Some(10)));
    assert_eq!(std::fs::read(scene.media.outgoing(&hash).unwrap()).unwrap(), b"Suma 12,40");
    assert!(scene.media.outgoing("../../etc/passwd").is_none());
    scene.media.keep_only_outgoing(std::slice::from_ref(&hash)).await.unwrap();
    assert!(scene.media.outgoing(&hash).is_some());
    scene.media.keep_only_outgoing(&[]).await.unwrap();
    assert!(scene.media.outgoing(&hash).is_none());
}

#[tokio::test]
async fn a_copy_for_opening_has_a_safe_name_and_cannot_be_run() {
    let scene = scene().await;
    let copy = scene.media.copy_for_opening(&"hello".into(), Some("../../run me.sh")).await.unwrap();
    assert_eq!(copy.file_name().unwrap().to_str().unwrap(), "run me.sh");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        assert_eq!(std::fs::metadata(&copy).unwrap().permissions().mode() & 0o111, 0);
    }
}
