//! Options from a file: whatever a command takes as a flag and as a `VIVA_…` variable, it takes from a TOML file as well.
//!
//! A flag goes before a variable, a variable before the file, the file before the default. The file's keys are the
//! options' names with underscores; there is no second list of them: they are read off the commands themselves. One file
//! serves every command that takes `--config`, so a key may be another command's and is then passed over.

use std::ffi::OsString;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use clap::parser::ValueSource;
use clap::{Arg, ArgAction, ArgMatches, Command, CommandFactory as _, FromArgMatches as _};

use super::{Cli, Console, Exit, Failure};

/// What the file is called where it is looked for.
const NAME: &str = "viva.toml";

/// Where it is looked for after the data folder.
const SYSTEM: &str = "/etc/viva";

/// Below this likeness (Jaro-Winkler) no name is suggested for an unknown one.
const SIMILAR: f64 = 0.75;

/// Which file; its presence in a command's arguments is what makes that command read one.
#[derive(Debug, clap::Args)]
pub struct FileArgs {
    /// A TOML file with any of these options; viva.toml in the data folder or in /etc/viva unless given.
    #[arg(
        long,
        env = "VIVA_CONFIG",
        hide_env_values = true,
        value_name = "FILE",
        help_heading = "Configuration"
    )]
    config: Option<PathBuf>,
}

/// The same, for commands that can be asked what such a file holds.
#[derive(Debug, clap::Args)]
pub struct ConfigArgs {
    #[command(flatten)]
    file: FileArgs,

    /// Print such a file with every option and its default, and end.
    #[arg(long, help_heading = "Configuration")]
    pub example_config: bool,
}

/// Why there is nothing to run.
pub enum Unparsed {
    /// The command line is wrong, or asks for help.
    Line(clap::Error),
    /// The file is wrong.
    File(Failure),
}

impl From<clap::Error> for Unparsed {
    fn from(error: clap::Error) -> Self {
        Self::Line(error)
    }
}

impl From<Failure> for Unparsed {
    fn from(failure: Failure) -> Self {
        Self::File(failure)
    }
}

/// The command line `args`, completed from the file if the command reads one.
pub fn parse(args: Vec<OsString>) -> Result<Cli, Unparsed> {
    let command = Cli::command();
    let matches = command.clone().try_get_matches_from(&args)?;
    let (names, chosen, given) = innermost(&command, &matches);
    let Some(file) = reads_file(chosen).then(|| find(given)).flatten() else {
        return Ok(Cli::from_arg_matches(&matches)?);
    };
    let (before, after) = args.split_at((1 + names).min(args.len()));
    let mut completed = before.to_vec();
    completed.extend(options(&command, chosen, given, &file)?);
    completed.extend_from_slice(after);
    // The line alone was fine, so whatever is wrong now is the file's.
    let matches = command.try_get_matches_from(completed).map_err(|error| {
        let said = error.to_string();
        let line = said.lines().next().unwrap_or_default();
        let what = line.strip_prefix("error: ").unwrap_or(line);
        wrong(
            &file,
            what,
            "mend the file; `viva serve --example-config` shows what belongs there",
        )
    })?;
    Ok(Cli::from_arg_matches(&matches)?)
}

/// Prints [`example`].
pub fn print_example(console: &mut Console<'_>) -> Result<Exit, Failure> {
    write!(console.out, "{}", example())?;
    Ok(Exit::Passed)
}

/// A file with every option, commented out, as its own documentation.
fn example() -> String {
    let mut text = String::from(
        "# Options of viva. A flag goes before a VIVA_… variable, and that before this file.\n\
         # What is commented out is the default, or an example where there is none.\n",
    );
    let command = Cli::command();
    let mut heading = None;
    for option in known(&command) {
        if heading != option.get_help_heading() {
            heading = option.get_help_heading();
            let _ = write!(text, "\n# --- {} ---\n", heading.unwrap_or("Options"));
        }
        let help = option.get_long_help().or(option.get_help());
        for line in help.map(ToString::to_string).unwrap_or_default().lines() {
            let _ = writeln!(text, "# {line}");
        }
        let default = option.get_default_values().first();
        let value = match default {
            Some(value) => value.to_string_lossy().into_owned(),
            None => option
                .get_value_names()
                .and_then(|names| names.first())
                .map_or_else(|| "false".to_owned(), |name| name.to_string()),
        };
        let bare = value.parse::<i64>().is_ok() || value.parse::<bool>().is_ok();
        let value = if bare { value } else { format!("{value:?}") };
        let _ = writeln!(text, "# {} = {value}\n", key(option));
    }
    text
}

/// The options that a file may hold: those of all commands that read one, each once.
fn known(command: &Command) -> Vec<&Arg> {
    let mut found: Vec<&Arg> = Vec::new();
    if reads_file(command) {
        found.extend(command.get_arguments().filter(|arg| in_file(arg)));
    }
    for one in command.get_subcommands().flat_map(known) {
        if !found.iter().any(|other| other.get_id() == one.get_id()) {
            found.push(one);
        }
    }
    found
}

fn reads_file(command: &Command) -> bool {
    command.get_arguments().any(|arg| arg.get_id() == "config")
}

/// All but what is about the file itself.
fn in_file(arg: &Arg) -> bool {
    arg.get_long().is_some()
        && !["config", "example_config", "help", "version"].contains(&arg.get_id().as_str())
}

fn key(arg: &Arg) -> String {
    arg.get_long().unwrap_or_default().replace('-', "_")
}

/// The command that was chosen, how many names lead to it, and what it was given.
fn innermost<'a>(
    mut command: &'a Command,
    mut matches: &'a ArgMatches,
) -> (usize, &'a Command, &'a ArgMatches) {
    let mut names = 0;
    while let Some((name, inner)) = matches.subcommand() {
        let Some(found) = command.find_subcommand(name) else {
            break;
        };
        (names, command, matches) = (names + 1, found, inner);
    }
    (names, command, matches)
}

/// The file that is named, or the first that is there.
fn find(given: &ArgMatches) -> Option<PathBuf> {
    if let Ok(Some(named)) = given.try_get_one::<PathBuf>("config") {
        return Some(named.clone());
    }
    let data = match given.try_get_one::<PathBuf>("data") {
        Ok(Some(folder)) => Some(folder.clone()),
        _ => super::data::default_folder(),
    };
    [data, Some(PathBuf::from(SYSTEM))]
        .into_iter()
        .flatten()
        .map(|folder| folder.join(NAME))
        .find(|file| file.exists())
}

/// The file's values as options, as if they stood on the command line; without those that were given otherwise.
fn options(
    command: &Command,
    chosen: &Command,
    given: &ArgMatches,
    file: &Path,
) -> Result<Vec<OsString>, Failure> {
    let text = std::fs::read_to_string(file).map_err(|error| {
        let help = "name a file that can be read: --config FILE";
        wrong(file, &error.to_string(), help)
    })?;
    let table: toml::Table = text.parse().map_err(|error: toml::de::Error| {
        wrong(
            file,
            error.to_string().trim_end(),
            "mend the file; it is TOML",
        )
    })?;
    let known = known(command);
    let mut options = Vec::new();
    for (name, value) in table {
        if !known.iter().any(|arg| key(arg) == name) {
            let names: Vec<String> = known.iter().map(|arg| key(arg)).collect();
            return Err(unknown(file, &name, &names));
        }
        let Some(arg) = chosen
            .get_arguments()
            .find(|arg| in_file(arg) && key(arg) == name)
        else {
            continue;
        };
        let source = given.value_source(arg.get_id().as_str());
        if matches!(
            source,
            Some(ValueSource::CommandLine | ValueSource::EnvVariable)
        ) {
            continue;
        }
        options.extend(written(file, arg, &name, value)?);
    }
    Ok(options)
}

/// One key as options.
fn written(
    file: &Path,
    arg: &Arg,
    name: &str,
    value: toml::Value,
) -> Result<Vec<OsString>, Failure> {
    let long = arg.get_long().unwrap_or_default();
    let one = |value: toml::Value| match value {
        toml::Value::String(text) => Some(text),
        toml::Value::Integer(number) => Some(number.to_string()),
        toml::Value::Float(number) => Some(number.to_string()),
        toml::Value::Boolean(value) => Some(value.to_string()),
        _ => None,
    };
    let many = matches!(arg.get_action(), ArgAction::Append);
    let texts: Option<Vec<String>> = match (arg.get_action(), value) {
        (ArgAction::SetTrue, toml::Value::Boolean(set)) => {
            return Ok(set
                .then(|| format!("--{long}").into())
                .into_iter()
                .collect());
        }
        (ArgAction::SetTrue, _) => None,
        (_, toml::Value::Array(list)) if many => list.into_iter().map(one).collect(),
        (_, value) => one(value).map(|text| vec![text]),
    };
    let texts = texts.ok_or_else(|| {
        let wanted = match arg.get_action() {
            ArgAction::SetTrue => "true or false",
            ArgAction::Append => "a text, or a list of texts",
            _ => "one text or number",
        };
        wrong(file, &format!("{name} is to be {wanted}"), "mend the file")
    })?;
    let option = |text| format!("--{long}={text}").into();
    Ok(texts.into_iter().map(option).collect())
}

fn unknown(file: &Path, name: &str, names: &[String]) -> Failure {
    let likeness = |known: &String| strsim::jaro_winkler(name, known);
    let nearest = names
        .iter()
        .max_by(|a, b| likeness(a).total_cmp(&likeness(b)))
        .filter(|nearest| likeness(nearest) > SIMILAR);
    let help = match nearest {
        Some(nearest) => format!("did you mean '{nearest}'?"),
        None => format!("the options are {}", names.join(", ")),
    };
    wrong(file, &format!("there is no option '{name}'"), &help)
}

fn wrong(file: &Path, what: &str, help: &str) -> Failure {
    Failure::usage(format!("'{}': {what}", file.display()), help)
}
