//! `viva run`.

use insta::assert_snapshot;

use super::app::App;

#[test]
fn output_goes_to_stdout_and_the_end_to_stderr() {
    let app = App::new();
    let file = app.write("race.py", "# x\n");
    let helper = app.write("helper.py", "");
    assert_snapshot!(
        app.run(&["run", &file, "--seed", "7", "--support", &helper])
            .transcript()
    );
}

#[test]
fn a_program_that_fails() {
    let app = App::new();
    let file = app.write("fails.py", "# verdict: error\n");
    assert_snapshot!("run_fails", app.run(&["run", &file]).transcript());
    assert_snapshot!("run_json", app.run(&["run", &file, "--json"]).transcript());
}
