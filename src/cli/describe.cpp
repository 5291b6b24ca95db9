// Walks the verbs and their options.
#include "cli/describe.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <format>
#include <vector>

namespace hourglass {
namespace {

struct Flag {
  std::string name;   // "--out"; empty: a place in the row of words
  std::string place;  // that one's: "MODEL"
  std::string about;  // one sentence or more
  bool value = false, file = false, needed = false;
  std::vector<std::string> choices;
  std::string kind;  // of its value: "FILE", "1 … 8"
};

struct Verb {
  std::string name, about, footer;
  std::vector<Flag> flags;
};

// CLI11 tells what a value may be as "TEXT:{onnx,npz}", "TEXT:PATH" or "UINT:1 … 8".
Flag flag_of(const CLI::Option& option) {
  Flag flag;
  if (!option.get_lnames().empty()) flag.name = "--" + option.get_lnames().front();
  if (flag.name.empty()) flag.place = option.get_single_name();
  for (char& c : flag.place) c = static_cast<char>(c - 'a' + 'A');  // they are words of a to z
  flag.about = option.get_description();
  flag.value = option.get_items_expected_max() > 0;
  flag.needed = option.get_required();
  if (!flag.value) return flag;
  const std::string type = option.get_type_name();
  const size_t open = type.find('{'), close = type.rfind('}');
  if (open != type.npos && close != type.npos) {
    std::string_view rest = std::string_view(type).substr(open + 1, close - open - 1);
    while (!rest.empty()) {
      const size_t end = std::min(rest.find(','), rest.size());
      flag.choices.emplace_back(rest.substr(0, end));
      rest.remove_prefix(std::min(end + 1, rest.size()));
    }
  }
  flag.file = flag.choices.empty() && type.starts_with("TEXT");
  const size_t colon = type.find(':');
  flag.kind = !flag.choices.empty()         ? "WORD"
              : colon != type.npos          ? type.substr(colon + 1)
              : type.find(' ') == type.npos ? type
                                            : "VALUE";
  return flag;
}

std::vector<Verb> verbs_of(const CLI::App& app) {
  std::vector<Verb> verbs;
  for (const CLI::App* one : app.get_subcommands(nullptr)) {
    Verb& verb = verbs.emplace_back(one->get_name(), one->get_description(), one->get_footer());
    for (const CLI::Option* option : one->get_options()) verb.flags.push_back(flag_of(*option));
  }
  return verbs;
}

template <class Texts, class Of>
std::string joined(const Texts& texts, std::string_view between, Of of) {
  std::string all;
  for (const auto& text : texts) {
    const std::string one = of(text);
    if (!one.empty()) all += (all.empty() ? "" : std::string(between)) + one;
  }
  return all;
}
std::string joined(const std::vector<std::string>& words) {
  return joined(words, " ", [](const std::string& word) { return word; });
}

std::string replaced(std::string text, std::string_view what, std::string_view by) {
  for (size_t at = 0; (at = text.find(what, at)) != text.npos; at += by.size())
    text.replace(at, what.size(), by);
  return text;
}

bool takes_file(const Verb& verb) {
  return std::ranges::any_of(verb.flags, [](const Flag& f) { return f.name.empty() && f.file; });
}

std::string name_of(const Verb& verb) { return verb.name; }

std::string in_bash(const std::vector<Verb>& verbs) {
  std::string cases, words;
  for (const Verb& verb : verbs) {
    std::string files, others;
    for (const Flag& flag : verb.flags) {
      if (flag.name.empty() || !flag.value) continue;
      const std::string pattern = std::format("{}:{}", verb.name, flag.name);
      if (!flag.choices.empty())
        cases += std::format("      {}) words='{}' ;;\n", pattern, joined(flag.choices));
      else
        (flag.file ? files : others) +=
            std::format("{}{}", (flag.file ? files : others).empty() ? "" : " | ", pattern);
    }
    if (!files.empty()) cases += std::format("      {}) files=yes ;;\n", files);
    if (!others.empty()) cases += std::format("      {}) ;;\n", others);
    words += std::format(
        "      {}:*) words='{}'{} ;;\n", verb.name,
        joined(verb.flags, " ",
               [](const Flag& f) { return f.name.empty() ? joined(f.choices) : f.name; }),
        takes_file(verb) ? " files=yes" : "");
  }
  return std::format(R"(# hourglass for bash: source <(hourglass completion bash)
_hourglass() {{
  local word=${{COMP_WORDS[COMP_CWORD]}} before=${{COMP_WORDS[COMP_CWORD - 1]}} words= files=
  COMPREPLY=()
  if ((COMP_CWORD == 1)); then
    words='{}'
  else
    case ${{COMP_WORDS[1]}}:$before in
{}{}    esac
  fi
  if [[ $files && $word != -* ]]; then
    compopt -o filenames 2>/dev/null
    mapfile -t COMPREPLY < <(compgen -f -- "$word")
  else
    mapfile -t COMPREPLY < <(compgen -W "$words" -- "$word")
  fi
}}
complete -F _hourglass hourglass
)",
                     joined(verbs, " ", name_of), cases, words);
}

std::string in_zsh(const std::vector<Verb>& verbs) {
  const auto said = [](const std::string& text) {
    std::string plain = replaced(replaced(text, "'", "’"), ":", "\\:");
    return replaced(replaced(plain, "[", "("), "]", ")");
  };
  std::string names, cases;
  for (const Verb& verb : verbs) {
    names += std::format("    '{}:{}'\n", verb.name, said(verb.about));
    cases += std::format("    {})\n      _arguments", verb.name);
    for (const Flag& flag : verb.flags) {
      const std::string what = flag.file               ? ":file:_files"
                               : !flag.choices.empty() ? ":word:(" + joined(flag.choices) + ")"
                               : flag.value            ? ":value:"
                                                       : "";
      cases += flag.name.empty()
                   ? std::format(" \\\n        '{}'", what)
                   : std::format(" \\\n        '{}[{}]{}'", flag.name, said(flag.about), what);
    }
    cases += "\n      ;;\n";
  }
  return std::format(R"(#compdef hourglass
# hourglass for zsh: source <(hourglass completion zsh), or this file as _hourglass in $fpath
_hourglass() {{
  local -a verbs=(
{}  )
  if ((CURRENT == 2)); then
    _describe verb verbs
    return
  fi
  shift words
  ((CURRENT--))
  case $words[1] in
{}  esac
}}
if [[ $funcstack[1] == _hourglass ]]; then _hourglass "$@"; else compdef _hourglass hourglass; fi
)",
                     names, cases);
}

std::string in_fish(const std::vector<Verb>& verbs) {
  const auto said = [](const std::string& text) {
    return replaced(replaced(text, "\\", "\\\\"), "'", "\\'");
  };
  std::string all =
      "# hourglass for fish: hourglass completion fish | source\ncomplete -c hourglass -f\n";
  for (const Verb& verb : verbs) {
    all += std::format("complete -c hourglass -n __fish_use_subcommand -a {} -d '{}'\n", verb.name,
                       said(verb.about));
    const std::string here =
        std::format("complete -c hourglass -n '__fish_seen_subcommand_from {}'", verb.name);
    for (const Flag& flag : verb.flags) {
      const std::string what = flag.file               ? " -r -F"
                               : !flag.choices.empty() ? " -x -a '" + joined(flag.choices) + "'"
                               : flag.value            ? " -x"
                                                       : "";
      if (flag.name.empty())
        all += flag.file ? here + " -F\n" : "";
      else
        all +=
            std::format("{} -l {}{} -d '{}'\n", here, flag.name.substr(2), what, said(flag.about));
    }
  }
  return all;
}

// Text that roff takes as it is.
std::string in_roff(const std::string& text) {
  std::string plain = replaced(replaced(text, "\\", "\\e"), "-", "\\-");
  // A line that begins with a dot would be a command.
  plain = replaced(replaced("\n" + plain, "\n.", "\n\\&."), "\n'", "\n\\&'");
  return plain.substr(1);
}

}  // namespace

std::string completion(const CLI::App& app, std::string_view shell) {
  const std::vector<Verb> verbs = verbs_of(app);
  return shell == "bash" ? in_bash(verbs) : shell == "zsh" ? in_zsh(verbs) : in_fish(verbs);
}

std::string manual(const CLI::App& app) {
  std::string page =
      ".TH HOURGLASS 1 \"\" \"Hourglass\" \"User Commands\"\n.SH NAME\n"
      "hourglass \\- trains small autoencoders\n.SH SYNOPSIS\n";
  const std::vector<Verb> verbs = verbs_of(app);
  for (const Verb& verb : verbs) {
    page += std::format("{}.B hourglass {}\n", &verb == &verbs.front() ? "" : ".br\n",
                        in_roff(verb.name));
    for (const Flag& flag : verb.flags)
      if (flag.name.empty()) page += std::format(".I {}\n", flag.place);
    page += "[\\fIOPTION\\fR]...\n";
  }
  page += ".SH DESCRIPTION\n" + in_roff(app.get_description()) + "\n.SH VERBS\n";
  for (const Verb& verb : verbs) {
    page += std::format(".SS {}\n{}.\n", in_roff(verb.name), in_roff(verb.about));
    for (const Flag& flag : verb.flags) {
      page += std::format(".TP\n.B {}", in_roff(flag.name.empty() ? flag.place : flag.name));
      if (flag.value && !flag.name.empty()) page += std::format(" \\fI{}\\fR", in_roff(flag.kind));
      page += "\n" + in_roff(flag.about);
      if (!flag.choices.empty())
        page += "\n.br\nOne of " +
                in_roff(joined(flag.choices, ", ", [](const std::string& c) { return c; })) + ".";
      if (flag.needed) page += " Needed.";
      page += "\n";
    }
    if (!verb.footer.empty()) page += ".PP\n.nf\n" + in_roff(verb.footer) + "\n.fi\n";
  }
  return page +
         ".SH EXIT STATUS\n0 done, 1 failed, 2 wrong usage. An error is one line on standard "
         "error that says what to do.\n";
}

}  // namespace hourglass
