//! The arithmetic behind `make bench`, which itself tests nothing: a wrong ratio would look like any other.
#![allow(dead_code, clippy::unwrap_used, clippy::float_cmp)]

mod pairs;
mod process_tree;
mod table;

use std::cell::RefCell;
use std::time::{Duration, Instant};

use pairs::{Spread, alternate};
use table::{Aim, Figure};

#[tokio::test]
async fn both_sides_run_by_turns_in_the_order_a_b_b_a_and_the_first_pair_is_dropped() {
    let order = RefCell::new(String::new());
    let ours = async |turn| {
        order.borrow_mut().push('A');
        Ok(turn)
    };
    let baseline = async |turn| {
        order.borrow_mut().push('B');
        Ok(turn + 100)
    };
    let pairs = alternate(4, ours, baseline).await.unwrap();
    assert_eq!(order.borrow().as_str(), "ABBAABBA");
    let turns: Vec<(usize, usize)> = pairs.iter().map(|pair| (pair.ours, pair.baseline)).collect();
    assert_eq!(turns, [(1, 101), (2, 102), (3, 103)]);
}

#[test]
fn the_middle_and_the_tenths_of_values_are_found_whatever_their_order() {
    let spread = Spread::of([9.0, 1.0, 5.0, 3.0, 7.0, 11.0, 2.0, 10.0, 6.0, 4.0, 8.0]);
    assert_eq!(spread, Spread { low: 2.0, median: 6.0, high: 10.0 });
    assert_eq!(spread.varies(), 5.0);
    assert_eq!(Spread::of([4.0]), Spread { low: 4.0, median: 4.0, high: 4.0 });
    assert_eq!(Spread::of([1.0, 2.0]).median, 1.5);
}

#[test]
fn a_figure_is_judged_by_its_aim_unless_the_baseline_was_not_steady() {
    let figure = |aim, median, varies| figure(aim, median, varies).judgement();
    assert_eq!(figure(Aim::at_most(2.0, 1.5), 1.4, 1.1), "goal reached");
    assert_eq!(figure(Aim::at_most(2.0, 1.5), 1.9, 1.1), "floor holds");
    assert_eq!(figure(Aim::at_most(2.0, 1.5), 2.1, 1.1), "below the floor");
    assert_eq!(figure(Aim::at_least(0.15, 0.35), 0.4, 1.1), "goal reached");
    assert_eq!(figure(Aim::at_least(0.15, 0.35), 0.2, 1.1), "floor holds");
    assert_eq!(figure(Aim::at_least(0.15, 0.35), 0.1, 1.1), "below the floor");
    assert_eq!(figure(Aim::share_at_most(0.05, 0.01), 0.03, 1.1), "floor holds");
    assert_eq!(figure(Aim::at_most(2.0, 1.5), 1.0, 1.7), "not judged: the baseline varied 1.7×");
    assert!(figure(Aim::at_most(2.0, 1.5), 1.0, f64::NAN).starts_with("not judged"), "no values are no proof");
}

#[test]
fn the_table_takes_the_place_of_the_old_one_and_nothing_else_of_the_readme_changes() {
    let readme = "# Bellhop\n<!-- bench -->\nold\n<!-- /bench -->\nThe end.\n";
    let table = table::markdown(&[figure(Aim::at_most(2.0, 1.5), 1.25, 1.0)], "a machine with 2 cores");
    let written = table::replace(readme, &table).unwrap();
    assert!(written.starts_with("# Bellhop\n<!-- bench -->\n| what |"), "{written}");
    assert!(written.contains("**1.25×** (1.00× to 2.00×)"), "{written}");
    assert!(written.ends_with("\n<!-- /bench -->\nThe end.\n"), "{written}");
    assert!(!written.contains("old"));
    assert_eq!(table::replace(&written, &table).unwrap(), written, "writing it twice changes nothing");
    assert!(table::replace("# No marks", &table).is_err());
}

#[cfg(target_os = "linux")]
#[test]
fn a_process_tree_counts_the_memory_and_the_time_of_children_too() {
    use std::process::{Command, Stdio};
    // A shell in a shell: the inner one counts for a while, then both wait until their input is closed.
    let counting = "i=0; while [ $i -lt 300000 ]; do i=$((i+1)); done; read line";
    let mut outer =
        Command::new("sh").args(["-c", &format!("sh -c '{counting}'; exit 0")]).stdin(Stdio::piped()).spawn().unwrap();
    let end = Instant::now() + Duration::from_secs(60);
    while process_tree::of(outer.id()).len() < 2 || process_tree::cpu(outer.id()).is_zero() {
        assert!(Instant::now() < end, "the inner shell or its work was never seen");
        std::thread::yield_now();
    }
    let inner = *process_tree::of(outer.id()).last().unwrap();
    let all = process_tree::pss(outer.id()).unwrap();
    let one = process_tree::pss(inner).unwrap();
    assert!(one > 0 && all > one, "{all} bytes for the tree, {one} for a part of it");
    assert!(process_tree::of(std::process::id()).contains(&inner), "a grandchild belongs to the tree");
    outer.stdin.take();
    outer.wait().unwrap();
    assert!(process_tree::pss(outer.id()).is_err(), "a process that is gone has no memory to tell of");
}

fn figure(aim: Aim, median: f64, baseline_varies: f64) -> Figure {
    Figure {
        what: "Something",
        against: "the barest thing",
        value: Spread { low: 1.0, median, high: 2.0 },
        aim,
        baseline_varies,
        pairs: 15,
        ours: "1 s".to_owned(),
        baseline: "1 s".to_owned(),
    }
}
