/// A shell's script of completions, as ArgumentParser makes it, but that what `run` is given to run
/// is completed as if it stood alone: its name, its own options, its files.
enum CompletionScript {
    static let option = "--generate-completion-script"

    /// `script` with that; `bash` is the script for bash, which tells what options take a value.
    static func amended(_ script: String, bash: String) -> String {
        let options = valueOptions(in: bash)
        if script.hasPrefix("#compdef") { return zsh(script) }
        if script.hasPrefix("#!/bin/bash") { return self.bash(script, options) }
        return fish(script, options)
    }

    /// The options of `run` that take a value.
    private static func valueOptions(in bash: String) -> [String] {
        let function = bash.split(separator: "\n", omittingEmptySubsequences: false)
            .drop { $0 != "_csm-record_run() {" }.prefix(8)
        return function.filter { $0.contains("repeating_options=(") }.flatMap { line in
            line.drop { $0 != "(" }.dropFirst().prefix { $0 != ")" }.split(separator: " ")
                .map(String.init)
        }
    }

    private static func bash(_ script: String, _ options: [String]) -> String {
        let function = """
            # Completes the command that run is given; fails where the line is not that far.
            __csm-record_command_of_run() {
                [[ "${COMP_WORDS[1]}" == run ]] || return 1
                local -i at=2
                local is_named=
                while ((at < COMP_CWORD)); do
                    case "${COMP_WORDS[at]}" in
                    --)
                        is_named=1
                        ((at += 1))
                        break
                        ;;
                    \(options.joined(separator: "|")))
                        # A word ends at = and : too.
                        ((at += 1))
                        if [[ "${COMP_WORDS[at]}" == '=' ]]; then ((at += 1)); fi
                        ((at += 1))
                        while ((at < COMP_CWORD)) && [[ "${COMP_WORDS[at]}" == [=:] ]]; do
                            ((at += 2))
                        done
                        ;;
                    -*) ((at += 1)) ;;
                    *) break ;;
                    esac
                done
                ((at <= COMP_CWORD)) || return 1
                if ((at == COMP_CWORD)) && [[ -z "${is_named}" && "$1" == -* ]]; then return 1; fi
                if declare -F _comp_command_offset >/dev/null; then
                    _comp_command_offset "${at}"
                elif declare -F _command_offset >/dev/null; then
                    _command_offset "${at}"
                elif ((at == COMP_CWORD)) && [[ "$1" != */* ]]; then
                    mapfile -t COMPREPLY < <(compgen -c -- "$1")
                else
                    mapfile -t COMPREPLY < <(compgen -f -- "$1")
                fi
                return 0
            }


            """
        let head = "_csm-record() {\n"
        return script.replacingFirst(
            "\n" + head,
            with: "\n" + function + head
                + "    if __csm-record_command_of_run \"${2}\"; then return; fi\n")
    }

    private static func zsh(_ script: String) -> String {
        let options = "setopt localoptions ${_comp_options[@]}"
        return script.replacingFirst(
            "        '*:command:'\n",
            with: """
                        '(-)1:command:{\(options); _alternative "c:command:_command_names -e" "f:file:_files"}'
                        '(-)*::argument:{\(options); _normal}'

                """)
    }

    private static func fish(_ script: String, _ options: [String]) -> String {
        // Fish 3 tells the cursor's place in a word only while somebody types.
        var amended = script.replacing(
            "(__csm-record_tokens -tC)", with: "(string length -- \"$(commandline -ct)\")")
        for function in ["flags_or_options", "positional"] {
            let head = "function __csm-record_should_offer_completions_for_\(function) "
            guard let start = amended.firstRange(of: head),
                let end = amended[start.upperBound...].firstIndex(of: "\n")
            else { continue }
            amended.insert(
                contentsOf: "\n    __csm-record_command_of_run >/dev/null; and return 1", at: end)
        }
        return amended + """

            # The command that run is given, as far as it goes; fails where the line is not that far.
            function __csm-record_command_of_run
                set -l words (__csm-record_tokens -pc)
                test "$words[2]" = run; or return 1
                set -l count (count $words)
                set -l at 3
                set -l is_named 0
                while test $at -le $count
                    if test "$words[$at]" = --
                        set at (math $at + 1)
                        set is_named 1
                        break
                    else if contains -- "$words[$at]" \(options.joined(separator: " "))
                        set at (math $at + 2)
                    else if string match -q -- '-*' "$words[$at]"
                        set at (math $at + 1)
                    else
                        break
                    end
                end
                if test $at -le $count
                    string join -- ' ' (string escape -- $words[$at..$count])
                    return 0
                end
                test $at -eq (math $count + 1); or return 1
                test $is_named = 1; and return 0
                not string match -q -- '-*' (commandline -ct)
            end

            function __csm-record_complete_command
                set -l command (__csm-record_command_of_run)
                set -l token (commandline -ct)
                if test -n "$command"
                    complete -C "$command $token"
                else
                    complete -C "$token"
                end
            end

            complete -c 'csm-record' -n '__csm-record_command_of_run >/dev/null' -fa '(__csm-record_complete_command)'
            """
    }
}

extension String {
    fileprivate func replacingFirst(_ text: String, with other: String) -> String {
        guard let range = firstRange(of: text) else { return self }
        return self[..<range.lowerBound] + other + self[range.upperBound...]
    }
}
