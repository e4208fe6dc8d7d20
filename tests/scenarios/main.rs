//! Stories over the whole core, without a window: the real program or app core, the real client, the real hub over
//! loopback. One binary, so that it links once.

mod bad_input;
mod command_line;
mod program;
