//! Demonstration data.

use crate::server::Shared;

/// Fills an empty hub; does nothing when it was filled before.
pub async fn fill(_app: Shared) -> anyhow::Result<()> {
    Ok(())
}
