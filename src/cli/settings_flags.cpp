// From flags, a config file and --set to settings.
#include "cli/settings_flags.h"

#include <CLI/CLI.hpp>
#include <algorithm>

#include "cli/files.h"
#include "compute/error.h"
#include "share/json.h"
#include "share/link.h"

namespace hourglass {
namespace {

struct Entry {
  std::string name, value;
  std::string source;  // before the message where something is wrong: the config file
};

// The text that set() takes.
std::string text_of(const nlohmann::json& value) {
  if (value.is_string()) return value.get<std::string>();
  if (!value.is_array()) return value.dump(-1, ' ', true);
  std::string text;
  for (const auto& item : value) text += (text.empty() ? "" : ",") + text_of(item);
  return text;
}

void read_config(const std::string& path, std::vector<Entry>& entries) {
  const auto json = parse_json(read_file(path));
  if (!json.is_object())
    fail("{}: is no JSON object, or nested too deeply; write one such as {{\"preset\": \"vae\"}}",
         path);
  for (const auto& [name, value] : json.items()) {
    // The page writes 0 for «one a core» and «no end»: here both are what is left out.
    const Property* p = find_property(name);
    if (p && !p->zero.empty() && value == 0) continue;
    entries.push_back({name, text_of(value), path + ": "});
  }
}

}  // namespace

void SettingsFlags::add(CLI::App& verb) {
  flags_.reserve(properties().size());  // options keep the address of a flag's value
  for (const Property& p : properties()) {
    std::string name = "--" + std::string(p.name), help(p.help);
    std::ranges::replace(name, '_', '-');
    if (!p.zero.empty()) help += std::format(" Left out: {}.", p.zero);
    if (!p.acts.when.empty()) help += std::format(" Acts {}.", p.acts.when);
    Flag& flag = flags_.emplace_back(Flag{&p, {}, nullptr});
    // Not add_flag(name, help): it would take a text that is no constant for the flag's variable.
    flag.option = p.on_off() ? verb.add_flag(name)->description(help)
                             : verb.add_option(name, flag.value, help);
    std::string choices;
    for (const Choice& choice : p.choices)
      choices += (choices.empty() ? "" : ",") + std::string(choice.name);
    if (!choices.empty()) flag.option->type_name("{" + choices + "}");
    if (std::holds_alternative<std::vector<uint32_t> Settings::*>(p.member))
      flag.option->type_name("LIST");
    if (p.numeric()) flag.option->type_name(p.real() ? "FLOAT" : "UINT");
  }
  verb.add_option("--set", assignments_, "A setting as key=value; may be repeated")
      ->type_name("KEY=VALUE");
  verb.add_option("--config", config_, "A JSON file of settings");
  verb.add_option(
          "--link", link_,
          "The settings of a shared link, '#v=1&…' or a whole address; trains as far as it says")
      ->type_name("LINK");
}

GivenSettings SettingsFlags::settings() const {
  std::vector<Entry> entries;
  if (!config_.empty()) read_config(config_, entries);
  for (const Flag& flag : flags_)
    if (flag.option->count() > 0) {
      const std::string value = flag.property->on_off() ? "true" : flag.value;
      entries.push_back({std::string(flag.property->name), value, ""});
    }
  for (const std::string& text : assignments_) {
    const size_t equals = text.find('=');
    if (equals == std::string::npos) fail("--set '{}': write key=value", text);
    entries.push_back({text.substr(0, equals), text.substr(equals + 1), ""});
  }

  GivenSettings given;
  if (!link_.empty()) {
    const size_t at = link_.find('#');
    if (at == std::string::npos) fail("link: '{}' has no '#'; give '#v=1&…'", link_.substr(0, 40));
    given.link = read_link(std::string_view(link_).substr(at), given.values);
    // Half a link would train to other weights than its sender's.
    if (!given.link->remarks.empty())
      fail("{}, which trains to something else; give the link as it was", given.link->remarks[0]);
    for (const Property* p : differences(given.link->settings, given.values))
      given.names.push_back(p->name);
    given.values = given.link->settings;
  }
  const auto enter = [&](const Entry& entry) {
    try {
      set(given.values, entry.name, entry.value);
    } catch (const Error& error) {
      fail("{}{}", entry.source, error.what());
    }
    const std::string_view name = find_property(entry.name)->name;
    if (!given.has(name)) given.names.push_back(name);
    given.epochs = given.epochs || name == "epochs";
  };
  // The preset first: it sets all the others.
  const auto leads = [](const Entry& entry) {
    const Property* p = find_property(entry.name);
    return p && p->leads;
  };
  const auto last = std::find_if(entries.rbegin(), entries.rend(), leads);
  if (last != entries.rend()) enter(*last);
  for (const Entry& entry : entries)
    if (!leads(entry)) enter(entry);
  return given;
}

bool SettingsFlags::sets(std::string_view name) const {
  return std::ranges::any_of(assignments_, [&](const std::string& text) {
    const Property* p = find_property(std::string_view(text).substr(0, text.find('=')));
    return p && p->name == name;
  });
}

bool GivenSettings::has(std::string_view name) const {
  return std::ranges::find(names, name) != names.end();
}

}  // namespace hourglass
