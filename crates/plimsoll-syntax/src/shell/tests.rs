use super::*;
use crate::{FileId, SourceFile, Text};

fn script(code: &str) -> Script {
    let file = SourceFile::new(FileId(0), "f", code.as_bytes().to_vec());
    parse(&Text::of_file(&file), Dialect::Posix)
}

/// Each command as one line: its construct, its words, and how it is joined.
fn outline(code: &str) -> Vec<String> {
    let script = script(code);
    let line = |command: &Command| {
        let words: Vec<&str> = command.words().map(|w| &*w.content).collect();
        let joined = match command.connector {
            Connector::First => "",
            Connector::And => "&& ",
            Connector::Or => "|| ",
            Connector::Then => "; ",
            Connector::Pipe => "| ",
        };
        let kind = command.compound.map_or(String::new(), |c| format!("{c:?} "));
        let indent = "  ".repeat(command.depth as usize);
        format!("{indent}{joined}{kind}{}", words.join(" "))
            .trim_end()
            .to_owned()
    };
    script.commands.iter().map(line).collect()
}

#[test]
fn commands_stand_in_the_order_of_the_text() {
    assert_eq!(
        outline("a 1 && b \"$(c $(d))\" | e <(f) || g; h & i"),
        [
            "a 1",
            "&& b $(c $(d))",
            "  c $(d)",
            "    d",
            "| e <(f)",
            "  f",
            "|| g",
            "; h",
            "; i"
        ]
    );
    assert_eq!(
        outline("if x | y; then z; elif ! w; then v; else u; fi\nfor i in 1 $(two); do k; done; while r; do s; done"),
        [
            "If",
            "  x",
            "  | y",
            "  z",
            "  w",
            "  v",
            "  u",
            "; For 1 $(two)",
            "  two",
            "  k",
            "; Loop",
            "  r",
            "  s"
        ]
    );
    assert_eq!(
        outline("f() { a; }; ( b; c ) | { d; } ; [[ -f $(x) && ! y == z ]] ; case $q in a|b) c ;; *) d ;; esac"),
        [
            "Function f",
            "  Group",
            "    a",
            "; Subshell",
            "  b",
            "  ; c",
            "| Group",
            "  d",
            "; Test $(x) y z",
            "  x",
            "; Case $q",
            "  c",
            "  d"
        ]
    );
    assert_eq!(
        outline("export A=1 B=\"x y\" && A=2 exit 3 ; local q; X=1; time sleep 1 | cat"),
        ["export A=1 B=x y", "&& exit 3", "; local q", ";", "; sleep 1", "| cat"]
    );
}

#[test]
fn spans_are_those_of_the_text() {
    let code = "ä && ( apt-get  install \\\n  -y 'x y' ) > /log; echo \"${A:-$B}\" # end";
    let script = script(code);
    let spans: Vec<&str> = script.commands.iter().map(|c| &code[c.span.range()]).collect();
    let install = "apt-get  install \\\n  -y 'x y'";
    assert_eq!(
        spans,
        ["ä", &*format!("( {install} ) > /log"), install, "echo \"${A:-$B}\""]
    );
    let last = &script.commands[2].arguments[2];
    assert_eq!(
        (&code[last.span.range()], last.value.as_deref()),
        ("'x y'", Some("x y"))
    );
    let variables: Vec<_> = script.commands[3].arguments[0].variables.iter().collect();
    let names: Vec<_> = variables
        .iter()
        .map(|v| (&*v.name, &code[v.span.range()], v.plain, v.quoted))
        .collect();
    assert_eq!(names, [("A", "${A:-$B}", false, true), ("B", "$B", true, true)]);
    assert_eq!(&code[script.comments[0].range()], "# end");
}

#[test]
fn options_hold_where_they_are_in_effect() {
    let script = script("a; set -o pipefail; b | (set +o pipefail; c); d $(set +e; e) | f; set +o pipefail; g");
    let on = |name: &str| {
        let named = |c: &&Command| c.name.as_ref().is_some_and(|w| &*w.text == name);
        script.commands.iter().find(named).unwrap().options.pipefail
    };
    assert_eq!(
        ["a", "b", "c", "d", "e", "f", "g"].map(on),
        [false, true, false, true, true, true, false]
    );
}

#[test]
fn heredocs_with_and_without_bodies() {
    assert_eq!(
        outline("cat <<EOF > /a && echo $(date) | tee x"),
        ["cat", "&& echo $(date)", "  date", "| tee x"]
    );
    assert_eq!(
        outline("cat <<EOF\n$(whoami)\nEOF\necho x"),
        ["cat", "  whoami", "; echo x"]
    );
    let script = script("cat <<'A' <<-B | sh 2>&1 <<< word");
    assert!(script.errors.is_empty());
    let operators: Vec<_> = script
        .commands
        .iter()
        .flat_map(|c| &c.redirects)
        .map(|r| r.operator)
        .collect();
    assert_eq!(operators, ["<<", "<<-", ">&", "<<<"]);
}

#[test]
fn the_value_of_a_word_is_known_only_without_expansion() {
    let script = script("x a\\ b *.deb \"$A\" $'\\n' ~/x {a,b} '$A'");
    let words = &script.commands[0].arguments;
    let values: Vec<_> = words.iter().map(|w| w.value.as_deref()).collect();
    let expected = [
        Some("a b"),
        Some("*.deb"),
        None,
        None,
        Some("~/x"),
        Some("{a,b}"),
        Some("$A"),
    ];
    assert_eq!(values, expected);
    assert!(words[1].glob && !words[0].glob);
}

#[test]
fn code_inside_a_word_keeps_its_places() {
    let code = r#"sh -c "echo \"a\" && curl $X" '-'"#;
    let file = SourceFile::new(FileId(0), "f", code.as_bytes().to_vec());
    let text = Text::of_file(&file);
    let script = parse(&text, Dialect::Posix);
    let inner = script.commands[0].arguments[1].unquoted(&text);
    assert_eq!(inner.as_str(), "echo \"a\" && curl $X");
    let inner = parse(&inner, Dialect::Posix);
    assert_eq!(&code[inner.commands[1].span.range()], "curl $X");
    assert_eq!(&code[inner.commands[0].arguments[0].span.range()], "\"a\\\"");
}

#[test]
fn variables_behind_escaped_quotes_are_found() {
    let code = r#"echo "a \"b\" \$A $(c) $A ${#AB} ${A:-\"$B\"}" $A"#;
    let script = script(code);
    let variables = script.commands[0].arguments.iter().flat_map(|w| &w.variables);
    let places: Vec<_> = variables.map(|v| (&code[v.span.range()], v.span.start > 17)).collect();
    assert_eq!(
        places,
        [
            ("$A", true),
            ("${#AB}", true),
            ("${A:-\\\"$B\\\"}", true),
            ("$B", true),
            ("$A", true)
        ]
    );
}

#[test]
fn broken_code_gives_an_error_and_what_was_read() {
    for code in [
        "echo 'a",
        "a && ",
        "if x; then",
        ") a",
        "a; echo $(",
        "\u{0}",
        "x <",
        "${",
    ] {
        let script = script(code);
        assert!(
            script.errors.iter().all(|e| e.span.end as usize <= code.len()),
            "{code}"
        );
    }
    assert!(!script("a; if x; then").errors.is_empty());
    let long = script(&"a".repeat(MAX_LENGTH + 1));
    assert_eq!((long.errors.len(), long.commands.len()), (1, 0));
}

#[test]
fn hostile_code_stays_bounded() {
    let fits = |piece: &str, count: usize| piece.repeat(count.min(MAX_LENGTH / piece.len()));
    for code in [
        fits("(", 2_000),
        fits("a && ", 100_000),
        fits("a | ", 100_000),
        fits("$( ", 30_000),
        fits("${a:-", 8_000),
        fits("`", 60_000),
        fits("[[ ( ", 10_000),
        fits("if a; then ", 10_000),
        fits("{ ", 30_000),
        fits("a() ", 10_000),
        fits("\"$(", 20_000),
        fits("x ", 30_000),
        fits("<(", 30_000),
        fits("a <<E ", 10_000),
        fits("$((", 20_000),
        format!("x \"{}\"", fits("$(a) ", 12_000)),
        format!("cat <<E\n{}\nE\n", fits("$(a) ", 12_000)),
        fits("case x in (", 5_000),
        fits("a && ", 900) + "b",
        format!("{}a{}", fits("(", 90), fits(")", 90)),
        format!("x {}{}", fits("${a:-", 90), fits("}", 90)),
    ] {
        let script = script(&code);
        assert!(script.commands.len() <= code.len());
    }
    assert_eq!(script(&(fits("a && ", 900) + "b")).commands.len(), 901);
}

/// Odd but legal code, next to what is seen in it.
#[test]
fn fixtures_are_seen_as_written_down() {
    for (name, code, expected) in [
        (
            "entrypoint",
            include_str!("../../../../fixtures/syntax/shell/entrypoint.sh"),
            include_str!("../../../../fixtures/syntax/shell/entrypoint.txt"),
        ),
        (
            "install",
            include_str!("../../../../fixtures/syntax/shell/install.sh"),
            include_str!("../../../../fixtures/syntax/shell/install.txt"),
        ),
        (
            "odd",
            include_str!("../../../../fixtures/syntax/shell/odd.sh"),
            include_str!("../../../../fixtures/syntax/shell/odd.txt"),
        ),
    ] {
        assert_eq!(script(code).errors, [], "{name}");
        assert_eq!(outline(code).join("\n"), expected.trim_end(), "{name}");
    }
}

#[test]
fn comments_behind_pipes_and_lists_are_found_once() {
    for code in [
        "a | b # end",
        "a && b # end",
        "a; b # end",
        "a | b && c | d # end",
        "if a; then b | c # end\nfi",
        "(a | b # end\n)",
        "a |\n # end\n b",
    ] {
        let script = script(code);
        let comments: Vec<_> = script.comments.iter().map(|c| &code[c.range()]).collect();
        assert_eq!(comments, ["# end"], "{code}");
    }
}
