//! HubSpot's public API, the remote that Bellhop speaks.
//!
//! [`wire`] holds the shapes of its requests and answers, shared by the client and by the hub, which serves the
//! same API. The client itself is behind the feature `client`, so that the hub can take the shapes alone.
//! Wire types are not the domain: `bellhop-sync` is the one place that maps them to `bellhop-model`.

#[cfg(feature = "client")]
pub mod client;
pub mod wire;
