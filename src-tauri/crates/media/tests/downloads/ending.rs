//! Addresses that are refused, files that are gone, hosts that lead elsewhere, disks that are full.

use bellhop_media::{Located, MediaError, State, Trouble};

use super::hostile::{Host, Reply, honest, whole};
use super::support::{at, bytes, ranges, scene};

#[tokio::test]
async fn an_address_that_is_refused_is_renewed_once_in_the_middle_of_a_file_too() {
    for status in ["401 Unauthorized", "403 Forbidden", "404 Not Found", "410 Gone"] {
        let scene = scene(move |asked| match asked.path.as_str() {
            "/old" if asked.nth == 0 => honest(asked, &bytes(9_000), "one").cut_after(4_000),
            "/old" => Reply::new(status),
            _ => honest(asked, &bytes(9_000), "one"),
        })
        .await;
        let url = scene.host.url.clone();
        scene.remote.says(move |_, nth| Ok(at(&format!("{url}/{}", if nth == 0 { "old" } else { "new" }))));
        assert_eq!(scene.bytes("1").await.unwrap(), bytes(9_000), "{status}");
        assert_eq!(scene.remote.asked(), 2);
        assert_eq!(ranges(&scene.host), [None, Some(4_000), Some(4_000)]);
    }
}

#[tokio::test]
async fn a_host_that_refuses_every_address_does_not_make_a_file_gone() {
    let scene = scene(|_| Reply::new("404 Not Found")).await;
    let problem = scene.bytes("1").await.unwrap_err();
    assert!(matches!(&problem, MediaError::Offline(why) if why.contains("404")), "{problem:?}");
    assert_eq!((scene.remote.asked(), scene.host.asked().len()), (2, 2), "renewed once, not for ever");
    assert_eq!(scene.media.state(&"1".into()), State::Absent);
}

#[tokio::test]
async fn a_file_that_the_remote_calls_gone_stays_gone_until_somebody_wants_it_again() {
    let scene = scene(|asked| honest(asked, &bytes(10), "one")).await;
    scene.remote.says(|_, _| Err(MediaError::Gone));
    assert_eq!(scene.bytes("1").await, Err(MediaError::Gone));
    let scene = scene.restarted().await;
    assert_eq!(scene.media.state(&"1".into()), State::Gone);
    assert_eq!(scene.bytes("1").await, Err(MediaError::Gone));
    assert_eq!(scene.remote.asked(), 1, "what is looked at is not asked for again and again");
    let url = scene.host.url.clone();
    scene.remote.says(move |file, _| Ok(at(&format!("{url}/{file}"))));
    scene.media.want(&"1".into());
    scene.until("1", |state| state == State::Cached).await;
    let scene = scene.restarted().await;
    assert_eq!(scene.media.state(&"1".into()), State::Cached, "the old note is gone");
}

#[tokio::test]
async fn a_redirect_is_followed_without_telling_the_other_host_anything() {
    let other = Host::start(|asked| honest(asked, &bytes(500), "one")).await;
    let to = format!("{}/elsewhere", other.url);
    let scene = scene(move |_| Reply::new("302 Found").header("Location", &to).header("Content-Length", 0)).await;
    assert_eq!(scene.bytes("1").await.unwrap(), bytes(500));
    for asked in scene.host.asked().into_iter().chain(other.asked()) {
        for header in ["authorization", "referer", "cookie", "origin"] {
            assert_eq!(asked.header(header), None, "{asked:?}");
        }
        assert_eq!(asked.header("accept-encoding"), Some("identity"));
    }
}

#[tokio::test]
async fn a_host_that_leads_in_circles_or_to_another_scheme_is_left() {
    for to in ["/1?sig=secret", "file:///etc/passwd", "ftp://127.0.0.1/x", "http://user:word@127.0.0.1/x"] {
        let scene = scene(move |_| Reply::new("302 Found").header("Location", to).header("Content-Length", 0)).await;
        let problem = scene.bytes("1").await.unwrap_err();
        assert!(matches!(problem, MediaError::Offline(_)), "{to}: {problem:?}");
        assert!(!problem.to_string().contains("secret"), "the signed URL got into a message: {problem}");
        assert!(scene.host.asked().len() <= 6, "{to}");
    }
}

#[tokio::test]
async fn only_a_web_address_without_a_password_is_asked_and_none_gets_into_a_message() {
    let scene = scene(|asked| honest(asked, &bytes(10), "one")).await;
    let with_password = scene.host.url.replace("http://", "http://rep:secret@");
    for url in ["file:///etc/passwd", "data:text/plain,secret", "/etc/secret", "", &with_password] {
        let said = at(url);
        scene.remote.says(move |_, _| Ok(said.clone()));
        let problem = scene.bytes("1").await.unwrap_err();
        assert!(matches!(problem, MediaError::Offline(_)) && !problem.to_string().contains("secret"), "{problem:?}");
    }
    scene.remote.says(|_, _| Ok(at("http://127.0.0.1:1/x?sig=secret")));
    assert!(!scene.bytes("1").await.unwrap_err().to_string().contains("secret"));
    assert_eq!(scene.host.asked().len(), 0);
}

#[tokio::test]
async fn a_server_in_trouble_is_tried_again_after_a_pause() {
    let scene = scene(|asked| match asked.nth {
        0 => Reply::new("503 Service Unavailable").header("Content-Length", 0),
        1 => Reply::new("429 Too Many Requests").header("Content-Length", 0),
        _ => honest(asked, &bytes(10), "one"),
    })
    .await;
    assert_eq!(scene.bytes("1").await.unwrap(), bytes(10));
}

#[tokio::test]
async fn an_empty_file_is_a_file() {
    let scene = scene(|_| whole(b"")).await;
    assert_eq!(scene.bytes("1").await.unwrap(), b"");
    assert_eq!(scene.media.cached(&"1".into()).unwrap().size, 0);
}

#[cfg(target_os = "linux")]
#[tokio::test]
async fn a_full_disk_is_said_remembered_and_tried_again() {
    let scene = scene(|asked| honest(asked, &bytes(300_000), "one")).await;
    let parts = scene.folder.path().join("parts");
    std::fs::create_dir(&parts).unwrap();
    std::os::unix::fs::symlink("/dev/full", parts.join("1.part")).unwrap();
    let problem = scene.bytes("1").await.unwrap_err();
    assert!(matches!(&problem, MediaError::Disk(why) if why.contains("No space left")), "{problem:?}");
    assert_eq!(scene.media.state(&"1".into()), State::Refused(Trouble::NoRoom));
    assert_eq!(scene.parts(), Vec::<String>::new(), "what came gives its room back");
    let scene = scene.restarted().await;
    assert_eq!(scene.media.state(&"1".into()), State::Refused(Trouble::NoRoom));
    assert_eq!(scene.bytes("1").await.unwrap(), bytes(300_000), "there may be room now: looking tries again");
}

#[tokio::test]
async fn a_folder_that_cannot_be_written_is_said() {
    let scene = scene(|asked| honest(asked, &bytes(10), "one")).await;
    std::fs::write(scene.folder.path().join("parts"), "not a folder").unwrap();
    assert!(matches!(scene.bytes("1").await, Err(MediaError::Disk(_))));
    assert_eq!(scene.media.state(&"1".into()), State::Refused(Trouble::NoRoom));
}

#[tokio::test]
async fn a_message_that_is_gone_takes_its_file_along_whole_or_half() {
    let scene = scene(|asked| {
        let reply = honest(asked, &bytes(9_000), "one");
        if asked.path.starts_with("/2") { reply.cut_after(5_000).then(super::hostile::Piece::Silence) } else { reply }
    })
    .await;
    let whole = scene.media.fetch(&"1".into()).await.unwrap();
    let copy = scene.media.copy_for_opening(&"1".into(), Some("list.txt")).await.unwrap();
    scene.media.want(&"2".into());
    scene.until_received("2", 5_000).await;
    for id in ["1", "2"] {
        scene.media.forget(&id.into()).await.unwrap();
        assert_eq!(scene.media.state(&id.into()), State::Absent);
    }
    assert!(!whole.path.exists() && !copy.exists());
    assert_eq!(scene.parts(), Vec::<String>::new());
    let scene = scene.restarted().await;
    assert_eq!(scene.media.state(&"1".into()), State::Absent);
}

#[tokio::test]
async fn the_remotes_name_is_kept_with_the_file() {
    let scene = scene(|_| whole(b"%PDF-1.7")).await;
    let url = scene.host.url.clone();
    scene.remote.says(move |_, _| Ok(Located { name: Some("faktura.pdf".to_owned()), ..at(&format!("{url}/1")) }));
    let file = scene.media.fetch(&"1".into()).await.unwrap();
    assert_eq!((file.name.as_deref(), file.mime.as_str()), (Some("faktura.pdf"), "application/pdf"));
}
