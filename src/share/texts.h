// Every text that people read, in the language that is in force. The English is the key, as it stands in the source; a
// language is one file src/texts/NAME.json of English to its own, and what it leaves out stays English. Whole texts,
// those of tables too, are looked up by the few functions that draw (view/paint.cpp, view/widgets.cpp); what is put
// together is looked up where that is done, before its words are mixed with others. Names of controls, links, JSON keys
// and everything else that programs read is never looked up.
//
// src/texts/extract.py lists the texts, and says which were forgotten.
#pragma once
#include <format>
#include <string>
#include <string_view>

namespace hourglass {

// A text without holes. Lives as long as `english` does.
std::string_view tr(std::string_view english);

// A text with holes. Where the translation's do not fit the arguments the text is English.
std::string format_text(std::string_view english, std::format_args);
template <class First, class... Rest>
std::string tr(std::format_string<First, Rest...> english, First&& first, Rest&&... rest) {
  return format_text(english.get(), std::make_format_args(first, rest...));
}

// Puts {"English": "its translation", …} in force, in all threads; "{}" is English again. What was in force stays in
// memory, for others may be reading it. Called on the main thread. Throws where that is no such JSON, and nothing changes.
void set_texts(std::string_view name, std::string_view json);

// Of those that lie in the program, the one that suits "de", "de-AT" or "de_AT.UTF-8"; none, or English: empty.
std::string_view language_for(std::string_view wanted);
// And puts it in force. Throws where there is none, and `wanted` is not English.
void set_language(std::string_view wanted);
// As the environment has it, where that is possible: LC_ALL, LC_MESSAGES, LANG.
void set_language_of_environment();

}  // namespace hourglass
