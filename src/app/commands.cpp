// Each command: its arguments checked, handed to the session, its answer as JSON and floats.
#include "app/commands.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

#include "app/arguments.h"
#include "compute/error.h"
#include "data/variations.h"
#include "model/lessons.h"
#include "model/limits.h"
#include "model/presets.h"
#include "share/link.h"
#include "share/texts.h"
#include "train/log.h"
#include "train/report.h"

namespace hourglass {
namespace {

using nlohmann::json;

struct Call {
  Session& session;
  std::string_view name;
  const json& given;
  Arguments arguments;
  std::vector<float> floats;
  std::vector<NamedBytes> files;
  Commands::Reply reply;

  void done(json value, std::vector<float> numbers = {}) const {
    if (reply) reply({{}, std::move(value), std::move(numbers)});
  }
  void failed(std::string error) const {
    if (reply) reply({std::move(error), {}, {}});
  }
};

json figures(const Track& track, const Model& model, const Settings& settings) {
  if (track.empty()) return nullptr;
  json value = {{"step", track.steps.back()},
                {"loss", total(track.last(), model.series, settings)}};
  for (size_t s = 0; s < model.series.size(); ++s) value[model.series[s].name] = track.last()[s];
  return value;
}

// What the link that was opened says: {"step", "hash", "reached": null, "same" or "differs"}; null: nothing.
json aim_of(const SessionStatus& status) {
  if (!status.aim) return nullptr;
  const Aim& aim = *status.aim;
  json reached;
  if (aim.reached != Aim::Reached::no)
    reached = aim.reached == Aim::Reached::same ? "same" : "differs";
  return {{"step", aim.step}, {"hash", aim.hash}, {"reached", reached}};
}

json status_of(const Session& session) {
  const SessionStatus& s = session.status();
  json value = {{"training", s.training},
                {"ready", s.ready},
                {"failed", s.failed},
                {"busy", s.busy},
                {"progress", s.progress ? json(*s.progress) : json(nullptr)},
                {"seconds_left", s.seconds_left ? json(*s.seconds_left) : json(nullptr)},
                {"message", s.message},
                {"trouble", s.trouble},
                {"undo", s.can_undo},
                {"redo", s.can_redo},
                {"step", s.step},
                {"epoch", s.epoch},
                {"samples_per_second", s.samples_per_second},
                {"backend", to_json(s.backend)},
                {"link", aim_of(s)}};
  if (const auto snapshot = session.snapshot(); snapshot && snapshot->model) {
    const Model& model = *snapshot->model;
    value["train"] = figures(snapshot->train_curve, model, session.settings());
    value["test"] = figures(snapshot->test_curve, model, session.settings());
    value["weights"] = model.parameters;
    value["unit"] = snapshot->model->loss_unit;
    value["active_units"] = snapshot->active_units;
    value["test_mse"] = snapshot->test_mse;
  }
  return value;
}

const Snapshot& built(const Session& session, std::string_view name) {
  const auto snapshot = session.snapshot();
  if (!session.status().ready || !snapshot)
    fail("{}: no network is built yet; wait until ready", name);
  return *snapshot;  // the session keeps it until the next poll()
}

// The end of what changes the session: its status, or the error.
Session::Done status_reply(Call& call) {
  return [&session = call.session, reply = std::move(call.reply)](const std::string& error) {
    if (!reply) return;
    if (error.empty()) {
      reply({{}, status_of(session), {}});
    } else {
      reply({error, {}, {}});
    }
  };
}

json shape_of(const Pictures& p) {
  return {{"count", p.count}, {"height", p.height}, {"width", p.width}, {"channels", p.channels}};
}

Session::Reply<Session::Decoded> pictures_reply(Call& call) {
  return [reply = std::move(call.reply)](Session::Decoded answer) {
    if (!reply) return;
    const Pictures& p = answer.pictures;
    if (!answer.error.empty()) return reply({answer.error, {}, {}});
    reply({{}, shape_of(p), std::move(answer.pictures.pixels)});
  };
}

Session::Reply<Session::Report> figures_reply(Call& call) {
  return [reply = std::move(call.reply)](Session::Report report) {
    if (reply) reply({std::move(report.error), std::move(report.figures), {}});
  };
}

void check_floats(const Call& call, size_t row, std::string_view what, float low, float high) {
  if (call.floats.empty() || call.floats.size() % row != 0) {
    fail("{}: {} numbers are no whole {}; each has {}", call.name, call.floats.size(), what, row);
  }
  if (call.floats.size() > size_t{64} << 20)
    fail("{}: more than 64 million numbers; send fewer", call.name);
  const auto bad =
      std::ranges::find_if(call.floats, [&](float v) { return !(v >= low && v <= high); });
  if (bad != call.floats.end()) {
    fail("{}: number {} is {}; give numbers from {:g} to {:g}", call.name,
         bad - call.floats.begin(), *bad, low, high);
  }
}

// ---- one function a command

void settings(Call& call) {
  call.arguments.only({});
  call.done(to_json(call.session.settings()));
}

// The end of what changes settings: all of them, or the error.
Session::Done settings_reply(Call& call) {
  return [&session = call.session, reply = std::move(call.reply)](const std::string& error) {
    if (reply) reply({error, error.empty() ? to_json(session.settings()) : json(), {}});
  };
}

void follow(Call& call) {
  call.arguments.only({"link"});
  ReadLink link = read_link(call.arguments.text("link", ""), call.session.settings());
  std::string remarks;
  for (const std::string& remark : link.remarks) remarks += (remarks.empty() ? "" : "; ") + remark;
  call.session.follow(std::move(link), [&session = call.session, remarks,
                                        reply = settings_reply(call)](const std::string& error) {
    if (error.empty() && !remarks.empty()) session.report(remarks, true);
    reply(error);
  });
}

void set(Call& call) {
  if (!call.given.is_object() || call.given.empty()) {
    fail("set: nothing is given; give an object such as {{\"learning_rate\": 0.001}}");
  }
  if (call.arguments.has("link")) return follow(call);
  for (const auto& [key, value] : call.given.items()) {
    if (find_property(key) && value.is_null()) fail("{} is no number; give a finite number", key);
  }
  call.session.change([changes = call.given](Settings& s) { merge_json(s, changes); },
                      [&session = call.session, before = call.session.settings(),
                       reply = settings_reply(call)](const std::string& error) {
                        if (const std::string idle = without_effect(before, session.settings());
                            error.empty() && !idle.empty())
                          session.report(idle, false);
                        reply(error);
                      });
}

void train(Call& call) {
  call.arguments.only({"epochs", "steps", "to"});
  built(call.session, call.name);
  if (call.arguments.has("epochs") + call.arguments.has("steps") + call.arguments.has("to") > 1)
    fail("train: epochs, steps and to exclude each other; give one");
  if (call.arguments.has("to"))
    return call.session.train_to(call.arguments.whole("to", 1u, limits::steps), status_reply(call));
  if (call.arguments.has("epochs")) {
    const double epochs = call.arguments.number("epochs", 1, limits::epochs);
    return call.session.train_epochs(epochs, status_reply(call));
  }
  std::optional<uint32_t> steps;
  if (call.arguments.has("steps")) steps = call.arguments.whole("steps", 1u, limits::steps);
  call.session.train(steps, status_reply(call));
}

void step(Call& call) {
  call.arguments.only({"steps", "n"});
  built(call.session, call.name);
  const char* key = call.arguments.has("n") ? "n" : "steps";
  const uint32_t steps = call.arguments.whole(key, 1u, limits::steps);
  call.session.train(steps, status_reply(call));
}

void pause(Call& call) {
  call.arguments.only({});
  call.session.pause(status_reply(call));
}

void cancel(Call& call) {
  call.arguments.only({});
  call.session.cancel(status_reply(call));
}

void reset(Call& call) {
  call.arguments.only({});
  built(call.session, call.name);
  call.session.reset(status_reply(call));
}

void use_encoder(Call& call) {
  call.arguments.only({});
  built(call.session, call.name);
  call.session.use_encoder(status_reply(call));
}

void undo(Call& call) {
  call.arguments.only({});
  call.session.undo(status_reply(call));
}

void redo(Call& call) {
  call.arguments.only({});
  call.session.redo(status_reply(call));
}

void turn(Call& call) {
  call.arguments.only({"player"});
  const auto& players = built(call.session, call.name).model->players;
  std::string known;
  for (const std::string& one : players) known += (known.empty() ? "" : " or ") + one;
  if (players.empty()) fail("turn: nobody here moves in turn; call step");
  const std::string player = call.arguments.text("player", "");
  if (!player.empty() && std::ranges::find(players, player) == players.end())
    fail("turn: there is no player '{}'; choose {}", player.substr(0, 40), known);
  call.session.turn(player, status_reply(call));
}

void speed(Call& call) {
  call.arguments.only({"share", "turns"});
  const double share = call.arguments.number("share", 1, limits::speed);
  const double turns = call.arguments.number("turns", 0, limits::turns);
  call.session.set_speed(static_cast<float>(share), static_cast<float>(turns));
  call.done({{"share", share}, {"turns", turns}});
}

void status(Call& call) {
  call.arguments.only({});
  call.done(status_of(call.session));
}

// How data are to be prepared, as it stands behind their name: "+crop+size28".
std::string preparation_in(const Arguments& arguments) {
  Preparation how;
  how.size = arguments.whole("size", 0u, limits::data_side);
  how.crop = arguments.flag("crop", false);
  const bool grey = arguments.flag("grey", false), colour = arguments.flag("colour", false);
  if (grey && colour) fail("loadDataset: grey and colour exclude each other; give one");
  how.channels = grey ? 1 : colour ? 3 : 0;
  how.label = arguments.text("label_column", "");
  if (how.label.find('+') != how.label.npos)
    fail("loadDataset: label_column '{}' has a + in it; give its number, from 1",
         how.label.substr(0, 40));
  std::string text = behind(how);
  if (arguments.flag("invert", false)) text += "+invert";
  if (const double share = arguments.number("test_share", 0, limits::test_share); share > 0)
    text += std::format("+test{}", std::lround(100 * share));
  return text;
}

void load_dataset(Call& call) {
  call.arguments.only(
      {"name", "size", "crop", "grey", "colour", "invert", "label_column", "test_share"});
  const std::string how = preparation_in(call.arguments);
  if (!call.files.empty()) {
    if (call.arguments.has("name"))
      fail("loadDataset: a name and files exclude each other; give one");
    call.session.load(std::move(call.files), status_reply(call), "files" + how);
  } else if (call.arguments.has("name")) {
    call.session.load(call.arguments.text("name", "") + how, status_reply(call));
  } else {
    fail("loadDataset: nothing to load; give a name such as strokes, or MNIST's files");
  }
}

Session::Reply<Session::Saved> file_reply(Call& call) {
  return [reply = std::move(call.reply)](Session::Saved saved) {
    if (!reply) return;
    if (!saved.error.empty()) return reply({saved.error, {}, {}});
    const size_t size = saved.file.bytes.size();
    reply({{},
           {{"name", saved.file.name}, {"size", size}, {"step", saved.step}},
           {},
           std::move(saved.file.bytes)});
  };
}

template <void (Session::*save)(Session::Reply<Session::Saved>)>
void save_model(Call& call) {
  call.arguments.only({});
  built(call.session, call.name);
  (call.session.*save)(file_reply(call));
}

void export_model(Call& call) {
  call.arguments.only({"format", "part"});
  built(call.session, call.name);
  const std::string format = call.arguments.text("format", "onnx", {"onnx", "pytorch", "npz"});
  const std::string part = call.arguments.text("part", "", {"", "encoder", "decoder", "whole"});
  const auto facts = std::ranges::find(export_formats, format, &ExportFormatFacts::name);
  if (facts->format != ExportFormat::onnx && !part.empty())
    fail("exportModel: parts are of onnx; {} has the whole, leave part out", format);
  call.session.export_network(facts->format, part, file_reply(call));
}

void export_codes(Call& call) {
  call.arguments.only({"format", "split"});
  built(call.session, call.name);
  const bool as_csv = call.arguments.text("format", "csv", {"csv", "npy"}) == "csv";
  const std::string split = call.arguments.text("split", "test", {"train", "test"});
  call.session.export_codes(split, as_csv, file_reply(call));
}

// As they are drawn.
void export_curves(Call& call) {
  call.arguments.only({});
  const Snapshot& seen = built(call.session, call.name);
  const Settings& now = call.session.settings();
  const std::string text =
      curves_as_csv(seen.train_curve, seen.test_curve, seen.model->series, now);
  file_reply(call)(
      {{},
       {std::format("{}-{}-curves.csv", now.preset, seen.step), {text.begin(), text.end()}},
       seen.step});
}

bool is_model(const NamedBytes& file) { return file.name.ends_with(".safetensors"); }

void load_model(Call& call) {
  call.arguments.only({});
  if (call.files.size() != 1)
    fail("{}: {} files; give one, of a saved model (.safetensors)", call.name, call.files.size());
  call.session.open(std::move(call.files[0]), status_reply(call));
}

// What was dropped or chosen, whichever it is.
void open(Call& call) {
  std::ranges::any_of(call.files, is_model) ? load_model(call) : load_dataset(call);
}

void sample(Call& call) {
  call.arguments.only({"count", "n", "seed"});
  built(call.session, call.name);
  const char* key = call.arguments.has("n") ? "n" : "count";
  const uint32_t count = call.arguments.whole(key, 16u, limits::samples);
  const uint64_t seed = call.arguments.whole("seed", uint64_t{0}, limits::seed);
  call.session.sample(count, seed, pictures_reply(call));
}

void encode(Call& call) {
  call.arguments.only({});
  const Pictures& like = built(call.session, call.name).data->test;
  const size_t numbers = like.features();
  if (like.kind == Kind::pictures)
    check_floats(call, numbers, "pictures", 0, 1);
  else
    check_floats(call, numbers, noun(like.kind).many, -1e6F, 1e6F);
  const auto count = static_cast<uint32_t>(call.floats.size() / numbers);
  call.session.encode(
      {count, like.height, like.width, std::move(call.floats), like.channels, like.kind},
      [reply = std::move(call.reply)](Session::Codes codes) {
        if (!reply) return;
        if (!codes.error.empty()) return reply({codes.error, {}, {}});
        std::vector<float> all = std::move(codes.mean);
        all.insert(all.end(), codes.log_variance.begin(), codes.log_variance.end());
        reply({{},
               {{"count", codes.count},
                {"size", codes.size},
                {"variational", !codes.log_variance.empty()}},
               std::move(all)});
      });
}

void decode(Call& call) {
  call.arguments.only({});
  built(call.session, call.name);
  // What lies further out than this says nothing and overflows on its way.
  check_floats(call, call.session.settings().code, "codes", -1e6F, 1e6F);
  call.session.decode(std::move(call.floats), {}, pictures_reply(call));
}

void blend(Call& call) {
  call.arguments.only({"i", "j", "steps", "way"});
  const Model& model = *built(call.session, call.name).model;
  if (!call.arguments.has("i") || !call.arguments.has("j"))
    fail("blend: give i and j, two test images");
  const uint32_t yours = built(call.session, call.name).data->yours;
  const Range<uint32_t> images{0, yours + model.test_count - 1};
  const uint32_t i = call.arguments.whole("i", 0u, images);
  const uint32_t j = call.arguments.whole("j", 0u, images);
  const uint32_t steps = call.arguments.whole("steps", 8u, limits::blend_steps);
  const std::string way = call.arguments.text("way", "linear");
  if (way != "linear" && way != "spherical")
    fail("blend: there is no way '{}'; choose linear or spherical", way.substr(0, 40));
  const Way by = way == "linear" ? Way::linear : Way::spherical;
  call.session.blend(i, j, steps, by, [reply = std::move(call.reply)](Session::Blend answer) {
    if (!reply) return;
    if (!answer.error.empty()) return reply({answer.error, {}, {}});
    const Pictures& p = answer.latent;
    std::vector<float> all = p.pixels;
    all.insert(all.end(), answer.pixels.pixels.begin(), answer.pixels.pixels.end());
    reply({{}, shape_of(p), std::move(all)});
  });
}

void evaluate(Call& call) {
  call.arguments.only({"split", "importanceSamples", "pca", "probe", "generated"});
  built(call.session, call.name);
  const std::string split = call.arguments.text("split", "test", {"train", "test"});
  const Session::Besides besides{
      call.arguments.whole("importanceSamples", 0u, limits::importance_samples),
      call.arguments.flag("pca", false), call.arguments.flag("probe", false),
      call.arguments.whole("generated", 0u, limits::generated)};
  call.session.evaluate(split, besides, figures_reply(call));
}

// training: false leaves out how far it was trained, as the address bar does.
void share_link(Call& call) {
  call.arguments.only({"weights", "training"});
  const bool weights = call.arguments.flag("weights", false);
  if (weights) built(call.session, call.name);
  if (!call.arguments.flag("training", true) || !call.session.status().ready)
    return call.done({{"link", write_link(call.session.settings())}});
  call.session.share([reply = std::move(call.reply), weights](const Session::Shared& shared) {
    if (!reply) return;
    if (!shared.error.empty()) return reply({shared.error, {}, {}});
    if (weights && !shared.too_much.empty())
      return reply({tr("{} (saveModel)", shared.too_much), {}, {}});
    const std::string link =
        write_link(shared.settings, {}, shared.goal, weights ? shared.weights : std::string_view());
    reply({{}, {{"link", link}, {"size", link.size()}}, {}});
  });
}

void forget_aim(Call& call) {
  call.arguments.only({});
  call.session.forget_aim();
  call.done(status_of(call.session));
}

void weights_hash(Call& call) {
  call.arguments.only({});
  built(call.session, call.name);
  call.session.weights_hash([reply = std::move(call.reply)](const Session::Hash& hash) {
    if (!reply) return;
    if (!hash.error.empty()) return reply({hash.error, {}, {}});
    reply({{}, {{"weights_hash", hash.text}}, {}});
  });
}

void bench(Call& call) {
  call.arguments.only({"workload", "seconds", "backend"});
  built(call.session, call.name);
  const std::string workload = call.arguments.text("workload", "W1");
  const double seconds = call.arguments.number("seconds", 3, limits::bench_seconds);
  const std::string backend = call.arguments.text("backend", "", {"auto", "cpu", "webgpu"});
  call.session.bench(workload, seconds, backend, figures_reply(call));
}

template <class Rows>
void list(Call& call, const Rows& rows) {
  call.arguments.only({});
  json all = json::array();
  for (const auto& row : rows) all.push_back(to_json(row));
  call.done(std::move(all));
}
void list_presets(Call& call) { list(call, presets()); }
void list_lessons(Call& call) { list(call, lessons()); }

struct Entry {
  std::string_view name;
  void (*run)(Call&);
};
constexpr auto commands = std::to_array<Entry>({
    {"settings", settings},
    {"set", set},
    {"train", train},
    {"pause", pause},
    {"cancel", cancel},
    {"step", step},
    {"turn", turn},
    {"reset", reset},
    {"useEncoder", use_encoder},
    {"undo", undo},
    {"redo", redo},
    {"speed", speed},
    {"status", status},
    {"loadDataset", load_dataset},
    {"saveModel", save_model<&Session::save>},
    {"autosave", save_model<&Session::autosave>},
    {"exportModel", export_model},
    {"exportCodes", export_codes},
    {"exportCurves", export_curves},
    {"loadModel", load_model},
    {"open", open},
    {"sample", sample},
    {"encode", encode},
    {"decode", decode},
    {"blend", blend},
    {"evaluate", evaluate},
    {"shareLink", share_link},
    {"forgetAim", forget_aim},
    {"weightsHash", weights_hash},
    {"bench", bench},
    {"presets", list_presets},
    {"lessons", list_lessons},
});

}  // namespace

void Commands::run(std::string_view name, const json& arguments, std::vector<float> floats,
                   std::vector<NamedBytes> files, Reply reply) {
  const auto entry = std::ranges::find(commands, name, &Entry::name);
  // Kept apart: a command may have moved its own away before it fails.
  const auto refuse = [reply](const std::string& error) {
    if (reply) reply({error, {}, {}});
  };
  if (entry == commands.end()) {
    std::string known;
    for (const Entry& one : commands) known += (known.empty() ? "" : ", ") + std::string(one.name);
    return refuse(tr("'{}' is no command; there are {}", name.substr(0, 40), known));
  }
  try {
    Call call{session_,          entry->name,      arguments,       {entry->name, arguments},
              std::move(floats), std::move(files), std::move(reply)};
    entry->run(call);
  } catch (const std::exception& error) {
    refuse(error.what());
  }
}

}  // namespace hourglass
