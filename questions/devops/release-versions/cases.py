import itertools
import random
import string

import pytest
from answer import changelog, compare, next_version


def ascending(*versions) -> None:
    """Every pair compares as it stands in the list."""
    for i, a in enumerate(versions):
        for j, b in enumerate(versions):
            assert compare(a, b) == (i > j) - (i < j), (a, b)


def text(*blocks) -> str:
    """Headings and lists of entries, with an empty line between them."""
    return "\n\n".join(blocks) + "\n"


@pytest.mark.sample
def test_numbers():
    """MAJOR, MINOR and PATCH are compared as numbers, in this order"""
    ascending("0.0.0", "0.0.9", "0.0.10", "0.9.9", "0.10.0", "1.0.0", "1.2.3", "1.2.10", "1.10.0", "2.0.0", "10.0.0", "18446744073709551616.0.0")


def test_pre_releases():
    """A pre-release is lower than the version without one; pre-releases are compared identifier by identifier"""
    ascending(
        "0.9.9",
        "1.0.0-0",
        "1.0.0-2",
        "1.0.0-11",
        "1.0.0-11.0",
        "1.0.0--",
        "1.0.0-Beta",
        "1.0.0-alpha",
        "1.0.0-alpha.1",
        "1.0.0-alpha.1.0",
        "1.0.0-alpha.beta",
        "1.0.0-alpha-1",
        "1.0.0-alpha0",
        "1.0.0-beta",
        "1.0.0-beta.2",
        "1.0.0-beta.11",
        "1.0.0-beta.a",
        "1.0.0-rc.1",
        "1.0.0-rc.1.1",
        "1.0.0-rc10",
        "1.0.0-rc9",
        "1.0.0",
        "1.0.1-a",
        f"1.0.2-{string.ascii_letters}{string.digits}-",
    )


def test_build_metadata():
    """Versions that differ in build metadata alone are equal"""
    equal = ["1.0.0-rc.1", "1.0.0-rc.1+001", "1.0.0-rc.1+a.b-c.9", "1.0.0-rc.1+-"]
    for a in equal:
        for b in equal:
            assert compare(a, b) == 0
    ascending("1.0.0-rc.1+9", "1.0.0+1", "1.0.1+0-1", "1.0.2-a+b-c", "1.0.2-b+a")


@pytest.mark.points(2)
@pytest.mark.parametrize(
    "invalid",
    [
        "", "1", "1.0", "1.0.0.0", "v1.0.0", "01.0.0", "1.00.0", "1.0.01", "1.0.0-", "1.0.0+", "1.0.0-a..b", "1.0.0-.a", "1.0.0-a.",
        "1.0.0+a..b", "1.0.0-01", "1.0.0-rc.00", "1.0.0-ä", "1.0.0-a_b", "1.0.0+a+b", " 1.0.0", "1.0.0 ", "1.0.0\n", "-1.0.0", "1.-0.0", "1.0.x", "١.0.0",
        "1.0.0-a+ä", "1..0", "1.0.0+a.", "+1.0.0", "1_0.0.0", "1.0.0-rc.1+",
    ],
)  # fmt: skip
def test_invalid_versions(invalid):
    """ValueError for whatever isn't a version, on either side"""
    with pytest.raises(ValueError):
        compare(invalid, "1.0.0")
    with pytest.raises(ValueError):
        compare("1.0.0", invalid)
    assert compare("1.0.0-0a.0-0.a-", "1.0.0-0a.0-0.a-+00.0") == 0


def test_random_versions():
    """Random versions have the precedence of Semantic Versioning"""

    def rank(identifier):
        return (0, int(identifier), "") if identifier.isdigit() else (1, 0, identifier)

    versions = [
        (([1, 9, 0], True, []), "1.9.0"),
        (([1, 9, 0], False, [rank("1a")]), "1.9.0-1a"),
        (([1, 9, 0], False, [rank("2")]), "1.9.0-2"),
        (([1, 9, 0], False, [rank("a"), rank("2")]), "1.9.0-a.2"),
        (([1, 9, 0], False, [rank("a"), rank("10")]), "1.9.0-a.10"),
        (([1, 9, 0], False, [rank("a"), rank("10")]), "1.9.0-a.10+b"),
    ]
    for _ in range(12):
        numbers = [1, random.choice([9, 10]), random.choice([0, 10])]
        pre = [random.choice(["0", "2", "10", "a", "A", "-", "a1", "1a"]) for _ in range(random.randrange(4))]
        version = ".".join(map(str, numbers)) + ("-" + ".".join(pre) if pre else "") + random.choice(["", "+b", "+a.01"])
        versions.append(((numbers, not pre, [rank(identifier) for identifier in pre]), version))
    for (key, version), (other_key, other) in itertools.product(versions, versions):
        assert compare(version, other) == (key > other_key) - (key < other_key), (version, other)


@pytest.mark.sample
def test_next_version():
    """The strongest commit decides: breaking, feat, fix"""
    tags = ["v1.2.3"]
    assert next_version(tags, ["fix: a"]) == "1.2.4"
    assert next_version(tags, ["fix: a", "feat: b", "fix: c"]) == "1.3.0"
    assert next_version(tags, ["feat: b", "feat: c"]) == "1.3.0"
    assert next_version(tags, ["feat: b", "fix!: c", "feat: d"]) == "2.0.0"
    assert next_version(tags, ["fix: a", "docs: b"]) == "1.2.4"


def test_current_version():
    """The current version is the highest of the tags without a pre-release; tags that aren't ours don't count"""
    fix = ["fix: a"]
    assert next_version(["v1.9.0", "v1.10.0", "v1.2.30"], fix) == "1.10.1"
    assert next_version(["v2.0.0-rc.1", "v1.0.0"], fix) == "1.0.1"
    assert next_version(["nightly", "3.0.0", "v4", "v5.0", "version6.0.0", "vv7.0.0", "V8.0.0", "v09.0.0", "v1.0.0", "release-v9.0.0", ""], fix) == "1.0.1"
    assert next_version(["v1.0.5+build.7", "v1.0.4+build.8"], fix) == "1.0.6"
    assert next_version([], fix) == "0.0.1"
    assert next_version(["v1.0.0-rc.1", "x"], ["feat: a"]) == "0.1.0"
    assert next_version(["v0.9.9"], ["feat: a"]) == "0.10.0"


def test_no_release():
    """None if no commit is breaking, a feat or a fix"""
    for commits in ([], ["docs: a", "chore(deps): b", "perf: c"], ["Merge branch 'feat'"], ["feature: a", "fixes: b", "hotfix: c"]):
        assert next_version(["v1.0.0"], commits) is None
        assert next_version(["v1.0.0", "v1.0.1-rc.1"], commits, candidate=True) is None


@pytest.mark.points(2)
def test_breaking_changes():
    """A `!` before the colon or a later line that begins with BREAKING CHANGE or BREAKING-CHANGE, with any type"""
    breaking = [
        "feat!: a",
        "docs!: a",
        "fix(api)!: a",
        "fix: a\n\nBREAKING CHANGE: b",
        "chore: a\n\nBREAKING-CHANGE: b",
        "fix(x): a\n\nbody\nmore\n\nRefs: #1\nBREAKING CHANGE: b\nMore: c",
        "fix: a\nBREAKING CHANGE: b",
    ]
    for message in breaking:
        assert next_version(["v1.2.3"], ["fix: x", message, "fix: y"]) == "2.0.0"
    harmless = [
        "fix: a!",
        "fix: BREAKING CHANGE: b",
        "fix: a\n\nBreaking change: b",
        "fix: a\n\nbreaking-change: b",
        "fix: a\n\nThis is no BREAKING CHANGE: b",
        "fix: a\n\n BREAKING CHANGE: b",
        "fix: a\n\nBREAKING CHANGE b",
        "fix: a\n\nBREAKING CHANGES: b",
        "fix: a\n\nBREAKING_CHANGE: b",
        "fix: a\n\nfeat!: b",
    ]
    for message in harmless:
        assert next_version(["v1.2.3"], [message]) == "1.2.4"


def test_major_zero():
    """As long as MAJOR is 0, a breaking commit raises MINOR"""
    assert next_version(["v0.3.4"], ["fix!: a"]) == "0.4.0"
    assert next_version(["v0.3.4"], ["feat: a"]) == "0.4.0"
    assert next_version(["v0.3.4"], ["fix: a"]) == "0.3.5"
    assert next_version([], ["docs!: a"]) == "0.1.0"
    assert next_version(["v1.0.0"], ["fix!: a"]) == "2.0.0"
    assert next_version(["v9.9.9"], ["fix!: a"]) == "10.0.0"


@pytest.mark.points(2)
def test_first_lines():
    """A message counts if its first line has the type in any case, perhaps a scope, a colon, a space, and a description"""
    for message in ("Feat: a", "FEAT(x): a", "feat(a b/c-d): a", "feat(x): a: b", "feat(a: b): c", "feat: (a)", "feat(:): a", "feat: !", "feat(x): a\nnot: this"):
        assert next_version(["v1.0.0"], [message]) == "1.1.0", message
    for message in (
        "feat a",
        "feat:a",
        "feat : a",
        "feat (x): a",
        "feat: ",
        "feat:",
        "feat(): a",
        "feat(x: a",
        "feat(x)(y): a",
        "feat((x)): a",
        "feat!!: a",
        "!feat: a",
        " feat: a",
        "feat! : a",
        "feat!(x): a",
        "my-feat: a",
        "féat: a",
        ": a",
        "a feat: b",
        "",
        "Update\nfeat: a",
        "Update\n\nBREAKING CHANGE: a",
    ):
        assert next_version(["v1.0.0"], [message]) is None, message


@pytest.mark.points(2)
def test_release_candidates():
    """A candidate has one more than the highest number that the tags have for its version, 1 at first"""
    feat = ["feat: a"]
    assert next_version(["v1.0.0"], feat, candidate=True) == "1.1.0-rc.1"
    assert next_version(["v1.0.0", "v1.1.0-rc.1"], feat, True) == "1.1.0-rc.2"
    assert next_version(["v1.1.0-rc.9", "v1.1.0-rc.10", "v1.1.0-rc.2", "v1.0.0"], feat, candidate=True) == "1.1.0-rc.11"
    others = ["v1.0.1-rc.7", "v2.0.0-rc.8", "v1.1.0-beta.9", "1.1.0-rc.4", "v1.1.0-rc", "v1.1.0-rc.x", "v1.1.0-rc.5.1", "v1.1.0-rc.07", "v1.1.0-a.rc.6", "v11.1.0-rc.3"]
    assert next_version(["v1.0.0", *others], feat, candidate=True) == "1.1.0-rc.1"
    assert next_version(["v1.0.0", "v1.1.0-rc.3"], [*feat, "fix!: b"], candidate=True) == "2.0.0-rc.1"
    assert next_version(["v1.0.0", "v1.1.0-rc.0"], feat, candidate=True) == "1.1.0-rc.1"
    assert next_version(["v1.0.0", "v1.1.0-rc.3"], feat) == next_version(["v1.0.0", "v1.1.0-rc.3"], feat, candidate=False) == "1.1.0"


@pytest.mark.sample
def test_changelog():
    """The changelog has a heading, and sections for features and fixes in the order of the commits"""
    commits = ["fix: c", "feat(cli): b", "fix(api): d", "feat: a"]
    assert changelog("1.3.0", "2026-11-21", commits) == text(
        "## 1.3.0 (2026-11-21)", "### Features", "- **cli:** b\n- a", "### Fixes", "- c\n- **api:** d"
    )


def test_sections():
    """A section is there only if it has entries; the text ends with a single line break"""
    assert changelog("1.0.1", "2026-01-02", ["fix: a"]) == text("## 1.0.1 (2026-01-02)", "### Fixes", "- a")
    assert changelog("1.1.0", "2026-01-03", ["Feat: a\n\nbody\n"]) == text("## 1.1.0 (2026-01-03)", "### Features", "- a")
    assert changelog("2.0.0", "2026-01-04", ["build!: a"]) == text("## 2.0.0 (2026-01-04)", "### Breaking changes", "- a")
    assert changelog("2.0.1-rc.1", "2026-01-05", ["docs: a"]) == text("## 2.0.1-rc.1 (2026-01-05)")
    assert changelog("2.0.1", "2026-01-05", []) == text("## 2.0.1 (2026-01-05)")


@pytest.mark.points(2)
def test_breaking_section():
    """Breaking changes have the text of the first BREAKING CHANGE line, else the description; a breaking feat or fix is in its section, too"""
    commits = [
        "feat(api)!: a\n\nBREAKING CHANGE: use b: c\nBREAKING CHANGE: and d",
        "fix!: e",
        "chore(deps): f\n\nRefs: 1\nBREAKING-CHANGE: needs Python 3.13",
        "feat: g",
        "docs(site)!: h\n\nbody",
    ]
    assert changelog("3.0.0", "2026-11-21", commits) == text(
        "## 3.0.0 (2026-11-21)",
        "### Breaking changes",
        "- **api:** use b: c\n- e\n- **deps:** needs Python 3.13\n- **site:** h",
        "### Features",
        "- **api:** a\n- g",
        "### Fixes",
        "- e",
    )


def test_other_commits_are_left_out():
    """Messages that don't count are left out of the changelog, whatever their lines say"""
    commits = ["Merge pull request", "fix:a", "feat : b", "perf: c", "x\n\nBREAKING CHANGE: d", "fix(core): e: f\n\n- feat: g", "FIX: h"]
    assert changelog("1.0.1", "2026-11-21", commits) == text("## 1.0.1 (2026-11-21)", "### Fixes", "- **core:** e: f\n- h")
