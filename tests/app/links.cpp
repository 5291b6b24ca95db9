// Links followed by a session: its aim, and weights that come with them.
#include <nlohmann/json.hpp>

#include "app/asking.h"
#include "app/commands.h"
#include "share/link.h"

using namespace hourglass;
using nlohmann::json;

namespace {

Settings small() {
  Settings s = preset_settings("mlp");
  s.hidden = {8};
  s.threads = 1;
  s.backend = "cpu";
  s.reproducible = true;
  return s;
}

struct Bench {
  Session session{small(), Session::Threading::slices};
  Commands commands{session};

  Bench() {
    poll_until(session, [&] { return session.status().ready && session.snapshot(); });
  }
  CommandResult run(std::string_view name, const json& arguments = json::object()) {
    return finish<CommandResult>(session,
                                 [&](auto done) { commands.run(name, arguments, {}, {}, done); });
  }
  std::string link(const json& arguments = json::object()) {
    const CommandResult result = run("shareLink", arguments);
    REQUIRE(result.error.empty());
    return result.value["link"];
  }
  json reached() {
    poll_until(session, [&] { return !run("status").value["link"]["reached"].is_null(); });
    return run("status").value["link"]["reached"];
  }
};

}  // namespace

TEST_CASE("a shared link says how far it went, the address's does not, and it is reached again") {
  Bench sender;
  CHECK(sender.link() == write_link(small()));  // nothing is trained
  sender.run("train", {{"steps", 4}});
  const std::string hash = hash_of(sender.session);
  CHECK(sender.link() == write_link(small(), {}, {4, hash}));
  CHECK(sender.link({{"training", false}}) == write_link(small()));

  Bench receiver;
  CHECK(receiver.run("status").value["link"].is_null());
  const std::string link = sender.link();
  receiver.run("set", {{"link", link}});
  CHECK(receiver.run("status").value["link"] ==
        json({{"step", 4}, {"hash", hash}, {"reached", nullptr}}));
  receiver.run("train", {{"steps", 9}});
  CHECK(receiver.run("status").value["link"]["reached"].is_null());  // past it
  CHECK(receiver.run("train", {{"to", 4}}).value["step"] == 4);      // from the beginning
  CHECK(receiver.reached() == "same");
  CHECK(receiver.session.status().message == "Step 4: the same weights as the link's, bit for bit");
  CHECK_FALSE(receiver.session.status().trouble);

  receiver.run("set", {{"seed", 3}});
  CHECK(receiver.run("train", {{"to", 4}}).value["step"] == 4);
  CHECK(receiver.reached() == "differs");
  CHECK(receiver.session.status().message.find("Seed 0 → 3") != std::string::npos);
  CHECK(receiver.run("train", {{"to", 6}}).value["step"] == 6);
  CHECK(receiver.run("train", {{"to", 6}, {"steps", 1}}).error.find("exclude") !=
        std::string::npos);
  CHECK(receiver.run("forgetAim").value["link"].is_null());
}

TEST_CASE("another preset ends a link's aim") {
  Bench bench;
  bench.run("set", {{"link", write_link(small(), {}, {4, "0123456789abcdef"})}});
  CHECK(bench.run("status").value["link"]["step"] == 4);
  bench.run("set", {{"preset", "linear"}});
  CHECK(bench.run("status").value["link"].is_null());
}

TEST_CASE("a link with weights opens them, and one whose weights are damaged the seed's") {
  Bench sender;
  sender.run("set", {{"preset", "mixture"}});
  sender.run("train", {{"steps", 3}});
  const std::string link = sender.link({{"weights", true}});
  CHECK(link.find("&w=") != std::string::npos);

  Bench receiver;
  CHECK(receiver.run("set", {{"link", link}}).value["preset"] == "mixture");
  CHECK(receiver.run("status").value["step"] == 3);
  // What is so little is whole, and its optimiser begins anew.
  CHECK(hash_of(receiver.session) == hash_of(sender.session));
  CHECK(receiver.run("train", {{"steps", 2}}).value["step"] == 5);

  const std::string cut = link.substr(0, link.size() - 20);
  CHECK(receiver.run("set", {{"link", cut}}).error.empty());
  CHECK(receiver.session.status().message.starts_with("link: its weights "));
  CHECK(receiver.session.status().message.ends_with("it begins with the seed's"));
  CHECK(receiver.session.status().trouble);
  CHECK(receiver.session.settings().preset == "mixture");
  CHECK(receiver.run("status").value["step"] == 0);
  CHECK(receiver.run("train", {{"steps", 2}}).error.empty());
}

TEST_CASE("weights that have no room in a link are refused in a line that says what to do") {
  Bench bench;
  bench.run("set", {{"preset", "vae-2d"}});
  const std::string error = bench.run("shareLink", {{"weights", true}}).error;
  CHECK(error == "link: its weights are too many for a link; take the file instead (saveModel)");
}
