//! Who somebody is to the service.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Runs the service: people, tokens, every round.
    Administrator,
    /// Composes rounds and reads their reports.
    Interviewer,
    /// Came by an invite and sits that one round.
    Candidate,
    /// Came by themselves to practise; nobody knows their name.
    Practice,
}

impl Role {
    pub const ALL: [Role; 4] = [
        Role::Administrator,
        Role::Interviewer,
        Role::Candidate,
        Role::Practice,
    ];

    pub fn as_str(self) -> &'static str {
        match self {
            Role::Administrator => "administrator",
            Role::Interviewer => "interviewer",
            Role::Candidate => "candidate",
            Role::Practice => "practice",
        }
    }

    pub fn is_staff(self) -> bool {
        matches!(self, Role::Administrator | Role::Interviewer)
    }
}

impl fmt::Display for Role {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl FromStr for Role {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        Self::ALL
            .into_iter()
            .find(|role| role.as_str() == text)
            .ok_or_else(|| format!("no role is called {}", text.escape_debug()))
    }
}
