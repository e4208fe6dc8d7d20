//! Keeps GStreamer from a way of playing sound that can stop for good.
//!
//! Where there is no sound server, GStreamer's automatic choice falls on OpenAL, which then plays to nobody. Now and then it
//! stopped at the first moment of the first file (in three of some fifty starts here), and with it everything that was played
//! afterwards. Without OpenAL the choice falls on a sink that only keeps the time. A desktop with PulseAudio, PipeWire or ALSA
//! never gets that far.

const RANKS: &str = "GST_PLUGIN_FEATURE_RANK";
const NEVER: &str = "openalsink:NONE";

/// Takes OpenAL out of the choice, unless the environment already says something of it.
pub(crate) fn choose() {
    if let Some(ranks) = ranks(std::env::var(RANKS).ok().as_deref()) {
        // Fails for names with `=` or NUL only.
        let _ = gtk::glib::setenv(RANKS, ranks, true);
    }
}

fn ranks(given: Option<&str>) -> Option<String> {
    match given {
        None | Some("") => Some(NEVER.to_owned()),
        Some(given) if given.contains("openalsink") => None,
        Some(given) => Some(format!("{given},{NEVER}")),
    }
}

#[cfg(test)]
mod tests {
    use super::ranks;

    #[test]
    fn what_the_environment_says_is_kept() {
        assert_eq!(ranks(None).as_deref(), Some("openalsink:NONE"));
        assert_eq!(ranks(Some("alsasink:MAX")).as_deref(), Some("alsasink:MAX,openalsink:NONE"));
        assert_eq!(ranks(Some("openalsink:MAX")), None);
    }
}
