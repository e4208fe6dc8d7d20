//! The real window, driven from outside, with a real browser as the customer.
//!
//! Needs a display and a session bus of its own: `make e2e` gives it both. Screenshots are left in `tests/e2e/out`; those
//! of the README are copied from there by `make screens`.

mod axe;
mod controls;
mod driver;
mod looks;
mod story;
