// A step of training in slow motion: encode, draw ε, z = μ + σ·ε, decode, the loss, the way back through μ and σ, the
// update. All numbers are the network's (train/latent_trace.h); the update is a real step.
#include <algorithm>
#include <cmath>
#include <format>
#include <nlohmann/json.hpp>

#include "share/texts.h"
#include "share/ticks.h"
#include "view/classes.h"
#include "view/formula.h"
#include "view/numbers.h"
#include "view/paint.h"
#include "view/reparameterise.h"
#include "view/theme.h"
#include "view/widgets.h"

namespace hourglass::view {

namespace {

constexpr int stages = 7;
constexpr const char* names[stages] = {"Encode", "Draw ε",   "Place z", "Decode",
                                       "Loss",   "Backward", "Update"};

ImDrawList& list() { return *ImGui::GetWindowDrawList(); }

// "−0.0123": three figures, in upright letters of a formula.
std::string number(double value) { return std::format(R"(\text{{{}}})", three_figures(value)); }

float sigma_of(const LatentTrace& t, size_t unit) { return std::exp(0.5f * t.log_variance[unit]); }

}  // namespace

// Where one example alone is learnt from, that one.
Reparameterise::Shown Reparameterise::shown(const Context& context) const {
  const DataView& data = *context.snapshot.data;
  const std::string_view noun = context.noun().one;
  if (data.train_count == 1 && data.train.count > 0) {
    std::optional<Label> label;
    if (!data.train_labels.empty()) label = data.train_labels[0];
    return {data.train.part(0, 1), label, tr("the only {}", noun)};
  }
  return {data.test.part(image_, 1), context.test_label(image_), tr("test {} {}", noun, image_)};
}

void Reparameterise::go(const Context& context, int by) {
  const int now = static_cast<int>(stage_), next = now + by;
  if (next < 0) return;
  if (next >= stages) {
    // The step is over; the next one begins with another draw.
    stage_ = Stage::encode;
    if (!hold_) ++draw_, redraw(context.snapshot.code_size);
    asked_trace_ = ~uint64_t{0};
    return;
  }
  stage_ = static_cast<Stage>(next);
  if (stage_ != Stage::update) return;
  after_ = std::make_shared<Traced>();
  after_step_ = before_->trace.step;
  if (!context.snapshot.training && context.command) context.command("step", {});
}

void Reparameterise::trace_into(const Context& context, const std::shared_ptr<Traced>& into) {
  if (!context.trace) return;
  const Shown one = shown(context);
  into->asked = true;
  into->asked_at = context.now;
  context.trace(one.example, one.label, epsilon_,
                [into](const LatentTrace& trace, const Pictures& output) {
                  into->asked = false;
                  if (trace.mean.empty()) return;  // an error: what was there stays
                  into->trace = trace;
                  into->output = output;
                  ++into->answers;
                });
}

void Reparameterise::ask_trace(const Context& context) {
  if (stage_ == Stage::update) {
    if (context.snapshot.step > after_step_ && after_->answers == 0 &&
        !after_->waiting(context.now))
      trace_into(context, after_);
    return;
  }
  if (before_->waiting(context.now) || (asked_trace_ == context.snapshot_number &&
                                        asked_epsilon_ == epsilon_ && asked_image_ == image_))
    return;
  asked_trace_ = context.snapshot_number;
  asked_epsilon_ = epsilon_;
  asked_image_ = image_;
  trace_into(context, before_);
}

float Reparameterise::draw_stage_controls(const Context& context, ImVec2 at, float width) {
  paint::Row row(context, at, width);
  if (row.chip("Slowly##reparameterise.slowly", true, "Back to the figure")) slow_ = false;
  if (row.arrow("##reparameterise.back", -1, "The stage before") && stage_ != Stage::update)
    go(context, -1);
  if (row.arrow(
          "##reparameterise.next", 1,
          stage_ == Stage::backward ? "The update: a real step of training" : "The next stage"))
    go(context, 1);
  const int stage = static_cast<int>(stage_);
  row.label(std::format("{}/{} {}", stage + 1, stages, names[stage]), context.theme.text);
  if (row.chip("Plain draw##reparameterise.plain", plain_draw_,
               "z drawn from N(μ, σ²) as it is, without ε: what can be learnt then?"))
    plain_draw_ = !plain_draw_;
  return row.bottom() - at.y;
}

float Reparameterise::draw_training_controls(const Context& context, ImVec2 at, float width) {
  const DataView& data = *context.snapshot.data;
  const Settings& settings = *context.settings;
  const bool one = settings.limit == 1, some = !one && !settings.classes.empty();
  const auto set = [&](uint32_t limit, std::string classes) {
    if (context.command) context.command("set", {{"limit", limit}, {"classes", classes}});
  };
  paint::Row row(context, at, width);
  row.label("Learn from", context.theme.muted);
  if (row.chip("all##reparameterise.all", !one && !some, "All training examples")) set(0, "");
  if (const auto label = context.test_label(image_); label && (data.classes > 1 || some)) {
    const std::string words = tr("only {}", data.class_name(*label)) + "##reparameterise.class";
    if (row.chip(words.c_str(), some,
                 "Training examples of this class alone, again and again; watch the plane"))
      set(0, std::to_string(*label));
  }
  if (row.chip("one alone##reparameterise.one", one,
               "The first training example alone, again and again; watch the plane"))
    set(1, "");
  if (context.snapshot.code_size > 1 &&
      row.button((tr("unit {}", unit_ + 1) + "##reparameterise.unit").c_str(),
                 "Whose numbers are written; the next one"))
    unit_ = (unit_ + 1) % context.snapshot.code_size;
  return row.bottom() - at.y;
}

std::string Reparameterise::stage_words(const Context& context) const {
  const bool cut = plain_draw_;
  switch (stage_) {
    case Stage::encode:
      return "The encoder gives a mean μ and a spread σ for each unit, not a place.";
    case Stage::draw:
      return cut ? "z itself is drawn from N(μ, σ²): chance sits in the middle of the way."
                 : "Chance comes in from outside: ε ~ N(0, I), which no weight has a part in.";
    case Stage::place:
      return cut ? "z is some number; how it would change with μ or σ, a draw does not say."
                 : "z = μ + σ·ε: drawn from N(μ, σ²), and yet a smooth function of μ and σ.";
    case Stage::decode: return "The decoder makes a picture of this z.";
    case Stage::loss:
      return "The loss: how badly x is rebuilt, and β times how far q(z|x) is from the prior.";
    case Stage::backward:
      return cut ? "The way back ends at the draw: of the rebuilding nothing reaches μ and σ, only "
                   "the KL’s own "
                   "β μ and β (σ − 1/σ). The encoder would not learn to rebuild."
                 : "Back: ∂L/∂μ = ∂L/∂z + β μ;  ∂L/∂σ = ε · ∂L/∂z + β (σ − 1/σ).";
    case Stage::update:
      return context.snapshot.training ? "The update: training goes on meanwhile, step by step."
             : cut ? "The update, with ε: this is what the network really learns by."
                   : "The update: one real step of training on its batch, and the same image and ε "
                     "once more.";
  }
  return {};
}

std::string Reparameterise::stage_numbers() const {
  const LatentTrace& t = before_->trace;
  const size_t u = std::min(unit_, t.mean.size() - 1);
  const std::string mu = number(t.mean[u]), sigma = number(sigma_of(t, u));
  const double loss = t.reconstruction + double{t.beta} * t.kl;
  switch (stage_) {
    case Stage::encode: return std::format(R"(\mu = {} \quad \sigma = {})", mu, sigma);
    case Stage::draw:
      return plain_draw_ ? std::format(R"(z \sim \mathcal{{N}}({}, {}^2))", mu, sigma)
                         : std::format(R"(\varepsilon = {})", number(t.epsilon[u]));
    case Stage::place:
      return plain_draw_
                 ? std::format("z = {}", number(t.z[u]))
                 : std::format(
                       R"(z = \mu + \sigma \varepsilon = {} + {} \cdot {} = {})", mu, sigma,
                       t.epsilon[u] < 0 ? "(" + number(t.epsilon[u]) + ")" : number(t.epsilon[u]),
                       number(t.z[u]));
    case Stage::decode: return std::format(R"(z = {} \to \text{{decoded}})", number(t.z[u]));
    case Stage::loss:
      return std::format(
          R"(L = -\log p(x \mid z) + \beta \operatorname{{KL}} = {} + {} \cdot {} = {})",
          number(t.reconstruction), number(t.beta), number(t.kl), number(loss));
    case Stage::backward: {
      const double only_mu = double{t.dmean[u]} - t.dz[u],
                   only_sigma = double{t.dsigma[u]} - double{t.epsilon[u]} * t.dz[u];
      return std::format(
          R"(\partial L / \partial z = {} \quad \partial L / \partial \mu = {} \quad )"
          R"(\partial L / \partial \sigma = {})",
          number(t.dz[u]), number(plain_draw_ ? only_mu : t.dmean[u]),
          number(plain_draw_ ? only_sigma : t.dsigma[u]));
    }
    case Stage::update: {
      if (after_->answers == 0) return "…";
      const LatentTrace& a = after_->trace;
      return std::format(
          R"(\text{{step {} → {}}} \quad \mu: {} \to {} \quad \sigma: {} \to {} \quad )"
          R"(L: {} \to {})",
          t.step, a.step, mu, number(a.mean[u]), sigma, number(sigma_of(a, u)), number(loss),
          number(a.reconstruction + double{a.beta} * a.kl));
    }
  }
  return {};
}

// x, μ and σ, z with ε, the decoded picture and the loss, from left to right; what is under way is lit.
void Reparameterise::draw_way(const Context& context, ImVec2 at, ImVec2 size) {
  const Theme& theme = context.theme;
  const Pictures& tests = context.snapshot.data->test;
  const uint32_t longest = std::max(cell_of(tests).longest(), 1u);
  const float title = paint::caption_line;
  const uint32_t multiple =
      whole_multiple(std::min(size.x * 0.2f, size.y - title), longest, paint::device_scale());
  const float side = static_cast<float>(longest * multiple) / paint::device_scale();
  const Shown one = shown(context);
  slow_input_.update(one.example, reinterpret_cast<uintptr_t>(context.snapshot.data.get()) + image_,
                     multiple);
  const std::shared_ptr<Traced>& now =
      stage_ == Stage::update && after_->answers > 0 ? after_ : before_;
  slow_output_.update(now->output, reinterpret_cast<uintptr_t>(now.get()) * 31 + now->answers,
                      multiple);

  const float middle = at.y + title + (size.y - title) / 2, radius = 13;
  const float up = std::max(at.y + radius, middle - std::max(26.0f, size.y * 0.24f)),
              down = std::min(at.y + size.y - radius, middle + std::max(26.0f, size.y * 0.24f));
  const float right = at.x + size.x;
  const ImVec2 mu{at.x + size.x * 0.37f, up}, sigma{mu.x, down};
  const ImVec2 z{at.x + size.x * 0.56f, middle}, epsilon{z.x + size.x * 0.09f, down};
  const ImVec2 in{at.x, middle - side / 2}, out{right - side - 34, middle - side / 2};
  const ImVec2 loss{right - 14, middle};

  const int stage = static_cast<int>(stage_);
  const bool back = stage_ == Stage::backward, cut = plain_draw_;
  const ImU32 idle = mix(theme.line, theme.muted, 0.4f), lit = theme.accent,
              gradient = theme.trouble;
  // An arrow from the edge of one thing to the edge of another; backwards where the gradient goes.
  const auto arrow = [&](ImVec2 from, ImVec2 to, float leave, float arrive, int since, bool whole) {
    const float length = std::hypot(to.x - from.x, to.y - from.y);
    const ImVec2 way{(to.x - from.x) / length, (to.y - from.y) / length};
    ImVec2 a{from.x + leave * way.x, from.y + leave * way.y},
        b{to.x - arrive * way.x, to.y - arrive * way.y};
    if (!back)
      return paint::arrow(list(), a, b, stage == since ? lit : stage > since ? theme.text : idle);
    if (whole) return paint::arrow(list(), b, a, gradient);
    // Cut: it comes as far as the middle.
    const ImVec2 half{(a.x + b.x) / 2, (a.y + b.y) / 2};
    list().AddLine(a, half, idle, 1.4f);
    for (const float sign : {-1.0f, 1.0f})
      list().AddLine({half.x - 5, half.y - 5 * sign}, {half.x + 5, half.y + 5 * sign}, gradient, 2);
  };
  const float half = side / 2 + 3;
  const ImVec2 out_middle{out.x + side / 2, middle};
  arrow({in.x + side, middle}, mu, 3, radius + 2, 0, true);
  arrow({in.x + side, middle}, sigma, 3, radius + 2, 0, true);
  arrow(mu, z, radius + 2, radius + 2, 2, !cut);
  arrow(sigma, z, radius + 2, radius + 2, 2, !cut);
  if (!cut) {
    if (back)
      list().AddLine(epsilon, z, idle, 1.4f);
    else
      arrow(epsilon, z, radius + 2, radius + 2, 2, true);
  }
  arrow(z, out_middle, radius + 2, half, 3, true);
  arrow(out_middle, loss, half, radius + 2, 4, true);
  const auto node = [&](ImVec2 centre, const char* name, int since, bool chance) {
    const bool now_lit = stage == since;
    const ImU32 edge = now_lit ? lit : stage >= since ? theme.text : idle;
    list().AddCircleFilled(centre, radius, theme.card);
    list().AddCircle(centre, radius, edge, 0, now_lit ? 2.5f : 1.5f);
    if (chance) list().AddCircle(centre, radius + 3, edge, 0, 1);
    paint::text(context, {centre.x, centre.y - 8}, name, stage >= since ? theme.text : theme.muted,
                theme.caption_size + 1, 0.5f);
  };
  node(mu, "μ", 0, false);
  node(sigma, "σ", 0, false);
  node(z, "z", cut ? 1 : 2, cut);
  if (!cut) node(epsilon, "ε", 1, true);
  node(loss, "L", 4, false);
  slow_input_.draw(context, 0, paint::snap(in));
  if (stage >= 3 && now->answers > 0)
    slow_output_.draw(context, 0, paint::snap(out));
  else
    list().AddRect(out, {out.x + side, out.y + side}, idle);
  paint::caption(
      context, {in.x, in.y - 16},
      paint::fitted(context, "x, " + one.words, theme.caption_size, mu.x - at.x - radius - 4));
  paint::caption(context, {out.x, out.y - 16}, "decoded");
}

void Reparameterise::draw_slowly(const Context& context, ImVec2 at, ImVec2 size) {
  const Theme& theme = context.theme;
  ask_trace(context);
  if (context.wishes && (before_->waiting(context.now) || after_->waiting(context.now)))
    context.wishes->moving = true;
  float y = at.y + draw_stage_controls(context, at, size.x) + 4;
  y += draw_training_controls(context, {at.x, y}, size.x) + 4;
  const float words = 3 * paint::caption_line + 8;
  const float figure = std::clamp(at.y + size.y - y - words - 8, 60.0f, 0.8f * size.x);
  draw_way(context, {at.x, y}, {size.x, figure});
  y += figure + 6;
  y += paint::paragraph(context, {at.x, y}, size.x, stage_words(context), theme.muted,
                        theme.caption_size) +
       2;
  if (before_->answers > 0)
    formula(context, {at.x, y + 2},
            set_formula(theme, stage_numbers(), theme.caption_size + 2, size.x), theme.text);
  else if (!before_->waiting(context.now))
    paint::paragraph(context, {at.x, y}, size.x, "No numbers of this network: see the line below.",
                     theme.muted, theme.caption_size);
}

}  // namespace hourglass::view
