use super::*;

fn text(tex: &str) -> String {
    markdown(tex).text
}

#[test]
fn what_statements_use() {
    let tex = r"\problemname{Sums \& more}
% a remark
Add {\em two} numbers, 50\% of \textbf{all}~cases.
They are ``small'' -- at most $10^9$ \emph{each}; see \texttt{a\_b}.

\section*{Input}
The input has:
\begin{itemize}
  \item one line with $n$, % how many
    the number
  \item and then
    \begin{enumerate}
      \item this
      \item that
    \end{enumerate}
\end{itemize}
\section*{Output}
Print \verb|x_y| as in
\begin{verbatim}
 1 % 2
   3 \4
\end{verbatim}
\[ a_1 + b \]
";
    let converted = markdown(tex);
    assert_eq!(converted.name.as_deref(), Some("Sums & more"));
    assert!(converted.unknown.is_empty(), "{:?}", converted.unknown);
    let expected = "Add *two* numbers, 50% of **all** cases.
They are “small” – at most $10^9$ *each*; see `a_b`.

## Input

The input has:

- one line with $n$, the number
- and then
    1. this
    2. that

## Output

Print `x_y` as in

````text
 1 % 2
   3 \\4
````

$$a_1 + b$$";
    assert_eq!(converted.text, expected);
}

#[test]
fn what_is_shown_or_unknown_is_told() {
    let tex = r"\illustration{0.3}{cat.png}{A cat} \includegraphics[width=3cm]{dog.pdf} \frobnicate{kept} \begin{odd}x\end{odd}";
    let converted = markdown(tex);
    assert_eq!(converted.images, ["cat.png", "dog.pdf"]);
    let unknown: Vec<&str> = converted.unknown.iter().map(String::as_str).collect();
    assert_eq!(unknown, ["\\begin{odd}", "\\frobnicate"]);
    assert!(converted.text.contains("kept"), "{}", converted.text);
}

#[test]
fn markdown_in_text_stays_text() {
    assert_eq!(text("2 * 3 < a_b"), "2 \\* 3 \\< a\\_b");
    assert_eq!(text("\\# one\n    two"), "\\# one\ntwo");
    assert_eq!(text("one \\\\ two"), "one  \ntwo");
}

#[test]
fn tables_and_quotes() {
    let tex = "\\begin{tabular}{|l|r|}\\hline a & b \\\\ \\hline 1 & 2 \\\\ \\end{tabular}";
    assert_eq!(text(tex), "| a | b |\n|---|---|\n| 1 | 2 |");
    assert_eq!(
        text("\\begin{quote}\nSo\nit is.\n\\end{quote}"),
        "> So\n> it is."
    );
}

#[test]
fn nothing_in_it_breaks_it() {
    for tex in [
        "\\",
        "{",
        "}",
        "$",
        "$$",
        "\\begin",
        "\\begin{itemize}",
        "\\verb",
        "\\item[",
        "\\texttt{",
        "\\\"",
        "\\end{x}",
        "\\[",
    ] {
        text(tex);
    }
    // Deep, and wide.
    text(&"\\textbf{".repeat(100_000));
    text(&"{\\bf a}".repeat(20_000));
    text(&"\\begin{itemize}\\item ".repeat(5_000));
}
