// Static files over cpp-httplib. Reads files as they are asked for, so a rebuilt page needs no restart.
#include "cli/serve.h"

#include <fcntl.h>
#include <httplib.h>
#include <signal.h>
#include <spawn.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <format>
#include <fstream>
#include <map>
#include <memory>
#include <optional>
#include <string_view>
#include <thread>

#include "compute/error.h"

extern "C" char** environ;  // <unistd.h> has it in glibc only

namespace hourglass {
namespace {

namespace fs = std::filesystem;

// What stands under one prefix of the address.
struct Mount {
  fs::path folder;    // canonical
  bool page = false;  // all of it, and FILE.br or FILE.gz for FILE; else data files as they are
};
using Mounts = std::map<std::string, Mount>;  // "data/mnist" → folder; "" → the page

constexpr std::array<std::pair<std::string_view, const char*>, 14> types{{
    {".html", "text/html; charset=utf-8"},
    {".js", "text/javascript; charset=utf-8"},
    {".mjs", "text/javascript; charset=utf-8"},
    {".css", "text/css; charset=utf-8"},
    {".wasm", "application/wasm"},  // nothing else lets a browser compile it while it arrives
    {".json", "application/json"},
    {".svg", "image/svg+xml"},
    {".png", "image/png"},
    {".jpg", "image/jpeg"},
    {".ico", "image/x-icon"},
    {".txt", "text/plain; charset=utf-8"},
    {".wgsl", "text/plain; charset=utf-8"},
    {".webmanifest", "application/manifest+json"},
    {".gz", "application/gzip"},
}};

const char* type_of(const fs::path& file) {
  const std::string ending = file.extension().string();
  for (const auto& [known, type] : types)
    if (ending == known) return type;
  return "application/octet-stream";
}

// What holds data: a folder of data may have anything beside it.
bool is_data(fs::path file) {
  if (file.extension() == ".gz") file.replace_extension();
  constexpr std::array<std::string_view, 8> endings{".npy", ".npz", ".csv",  ".bin",
                                                    ".png", ".jpg", ".jpeg", ".safetensors"};
  const std::string name = file.filename().string();
  return name.ends_with("-ubyte") ||  // IDX
         std::ranges::find(endings, file.extension().string()) != endings.end();
}

// A page of somebody else's, whose name was made to lead here, still tells that name: DNS rebinding. The
// port may be that of a tunnel.
bool is_ours(std::string_view host) {
  const size_t digits = host.find_last_not_of("0123456789");
  if (digits != host.npos && host[digits] == ':') host = host.substr(0, digits);
  return host == "127.0.0.1" || host == "localhost" || host == "[::1]";
}

bool inside(const fs::path& folder, const fs::path& file) {
  return std::mismatch(folder.begin(), folder.end(), file.begin(), file.end()).first ==
         folder.end();
}

// The file behind an address. Both the words and, after links are followed, the place must lie
// within the mount.
std::optional<fs::path> find(const Mount& mount, const fs::path& words) {
  for (const fs::path& word : words)
    if (word.string().starts_with('.')) return {};
  std::error_code error;
  const fs::path file = fs::canonical(mount.folder / words, error);
  if (error || !inside(mount.folder, file) || !fs::is_regular_file(file, error)) return {};
  return file;
}

struct Found {
  const Mount* mount = nullptr;
  fs::path words;
};

Found route(const Mounts& mounts, const std::string& address) {
  if (!address.starts_with('/') ||
      address.find_first_of(std::string_view("\\\0", 2)) != address.npos)
    return {};
  std::string words = address.substr(1);
  if (words.starts_with("data/")) {
    const size_t end = words.find('/', 5);
    const auto mount = mounts.find(words.substr(0, end));
    if (mount != mounts.end() && end != words.npos)
      return {&mount->second, fs::path(words.substr(end + 1)).relative_path()};
  }
  if (words.empty() || words.ends_with('/')) words += "index.html";
  return {&mounts.at(""), fs::path(words).relative_path()};
}

// "br;q=0, gzip" accepts gzip only.
bool accepts(const httplib::Request& request, std::string_view encoding) {
  const std::string header = request.get_header_value("Accept-Encoding");
  for (std::string_view rest = header; !rest.empty();) {
    std::string_view part = rest.substr(0, rest.find(','));
    rest.remove_prefix(std::min(rest.size(), part.size() + 1));
    while (part.starts_with(' ')) part.remove_prefix(1);
    if (!part.starts_with(encoding)) continue;
    part.remove_prefix(encoding.size());
    if (part.empty() || (part.front() == ';' && !part.ends_with("q=0")) || part.front() == ' ')
      return true;
  }
  return false;
}

std::string tag_of(const fs::path& file) {
  return std::format("\"{:x}-{:x}\"",
                     static_cast<uint64_t>(fs::last_write_time(file).time_since_epoch().count()),
                     fs::file_size(file));
}

void send(const Mounts& mounts, const httplib::Request& request, httplib::Response& response) {
  const auto missing = [&] {
    response.status = 404;
    response.set_content("Nothing here.\n", "text/plain; charset=utf-8");
  };
  const Found found = route(mounts, request.path);
  if (!found.mount) return missing();
  std::optional<fs::path> file = find(*found.mount, found.words);
  if (!file || !(found.mount->page || is_data(*file))) return missing();
  const char* type = type_of(*file);

  if (found.mount->page) {
    response.set_header("Vary", "Accept-Encoding");
    for (const auto& [encoding, ending] : {std::pair{"br", ".br"}, std::pair{"gzip", ".gz"}}) {
      if (!accepts(request, encoding)) continue;
      const auto packed = find(*found.mount, fs::path(found.words) += ending);
      if (!packed || fs::last_write_time(*packed) < fs::last_write_time(*file)) continue;
      response.set_header("Content-Encoding", encoding);
      file = packed;
      break;
    }
  }

  // no-cache: keep it, but ask each time whether it changed; between rebuilds the answer is a 304.
  const std::string tag = tag_of(*file);
  response.set_header("Cache-Control", "no-cache");
  response.set_header("ETag", tag);
  if (request.get_header_value("If-None-Match").find(tag) != std::string::npos) {
    response.status = 304;
    return;
  }
  std::ifstream stream(*file, std::ios::binary);
  if (!stream) return missing();
  const auto bytes = std::make_shared<const std::string>(std::istreambuf_iterator<char>(stream),
                                                         std::istreambuf_iterator<char>());
  if (bytes->empty()) return response.set_content("", type);
  // A provider, because httplib compresses what it is given as a body, even where it is compressed.
  response.set_content_provider(bytes->size(), type,
                                [bytes](size_t offset, size_t length, httplib::DataSink& sink) {
                                  return sink.write(bytes->data() + offset, length);
                                });
}

// A folder of folders, such as data/ with mnist/ and cifar-10/ in it, stands for each of them.
void mount_data(Mounts& mounts, const std::string& given) {
  std::error_code error;
  const fs::path folder = fs::canonical(given, error);
  if (error || !fs::is_directory(folder))
    fail("{}: no such folder; give --data a folder of data files", given);
  // Under the names that are given, whatever links they are; hidden folders are nobody's data.
  std::map<std::string, fs::path> folders;
  bool files = false;
  for (const fs::directory_entry& entry : fs::directory_iterator(folder)) {
    const std::string name = entry.path().filename().string();
    files |= entry.is_regular_file();
    if (entry.is_directory() && !name.starts_with('.')) folders[name] = fs::canonical(entry.path());
  }
  if (files || folders.empty()) {
    std::string name = fs::path(given + "/").lexically_normal().parent_path().filename().string();
    if (name.empty() || name.starts_with('.')) name = folder.filename().string();
    folders = {{name, folder}};
  }
  for (const auto& [name, each] : folders) mounts["data/" + name] = {each};
}

Mounts make_mounts(const ServeOptions& options) {
  Mounts mounts;
  std::error_code error;
  const fs::path root = fs::canonical(options.root, error);
  if (error || !fs::is_regular_file(root / "index.html"))
    fail("{}: no page there (index.html is missing); run ./dev build first", options.root);
  mounts[""] = {root, true};
  for (const std::string& folder : options.data) mount_data(mounts, folder);
  return mounts;
}

void open_browser(const std::string& address) {
#ifdef __APPLE__
  const char* program = "open";
#else
  if (!std::getenv("DISPLAY") && !std::getenv("WAYLAND_DISPLAY")) return;
  const char* program = "xdg-open";
#endif
  std::string name = program, argument = address;
  std::array<char*, 3> words{name.data(), argument.data(), nullptr};
  posix_spawn_file_actions_t quiet;
  posix_spawn_file_actions_init(&quiet);
  posix_spawn_file_actions_addopen(&quiet, 1, "/dev/null", O_WRONLY, 0);
  posix_spawn_file_actions_addopen(&quiet, 2, "/dev/null", O_WRONLY, 0);
  pid_t child = 0;
  posix_spawnp(&child, program, &quiet, nullptr, words.data(), environ);  // no browser is no error
  posix_spawn_file_actions_destroy(&quiet);
}

}  // namespace

int serve(const ServeOptions& options) try {
  const Mounts mounts = make_mounts(options);

  // Blocked here, before any thread starts, so that only the waiter below sees them.
  sigset_t ends;
  sigemptyset(&ends);
  sigaddset(&ends, SIGINT);
  sigaddset(&ends, SIGTERM);
  sigaddset(&ends, SIGHUP);
  pthread_sigmask(SIG_BLOCK, &ends, nullptr);
  signal(SIGPIPE, SIG_IGN);  // a browser that went away
  signal(SIGCHLD, SIG_IGN);  // the browser's opener, once done, is nobody's

  httplib::Server server;
  // httplib's own choice, SO_REUSEPORT, would let a second server take the same port in silence.
  server.set_socket_options([](socket_t socket) {
    const int yes = 1;
    setsockopt(socket, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
  });
  server.set_keep_alive_timeout(2);
  server.new_task_queue = [] { return new httplib::ThreadPool(8); };
  httplib::Headers headers{{"Cross-Origin-Resource-Policy", "same-origin"},
                           {"X-Content-Type-Options", "nosniff"}};
  if (options.isolation) {
    headers.emplace("Cross-Origin-Opener-Policy", "same-origin");
    headers.emplace("Cross-Origin-Embedder-Policy", "require-corp");
  }
  server.set_default_headers(headers);
  server.set_pre_routing_handler([](const httplib::Request& request, httplib::Response& response) {
    if (is_ours(request.get_header_value("Host")))
      return httplib::Server::HandlerResponse::Unhandled;
    response.status = 403;
    response.set_content("This server answers to 127.0.0.1 and localhost only.\n",
                         "text/plain; charset=utf-8");
    return httplib::Server::HandlerResponse::Handled;
  });
  server.Get("/.*", [&](const httplib::Request& request, httplib::Response& response) {
    send(mounts, request, response);
  });

  const char* const here = "127.0.0.1";
  int port = options.port;
  if (port == 0)
    port = server.bind_to_any_port(here);
  else if (!server.bind_to_port(here, port))
    port = -1;
  if (port <= 0)
    fail("port {} is taken; give another with --port, or --port 0 for any free one", options.port);

  const std::string address = std::format("http://{}:{}/", here, port);
  std::printf("Hourglass is at %s  (Ctrl-C ends it)\n", address.c_str());
  for (const auto& [prefix, mount] : mounts)
    if (!prefix.empty()) std::printf("  /%s/ is %s\n", prefix.c_str(), mount.folder.c_str());
  std::fflush(stdout);
  if (options.browser) open_browser(address);

  std::atomic<bool> ended = false;
  std::thread waiter([&] {
    int signal = 0;
    sigwait(&ends, &signal);
    // Again and again, because stop() does nothing to a server that is not listening yet.
    for (; !ended; std::this_thread::sleep_for(std::chrono::milliseconds(5))) server.stop();
  });
  const bool served = server.listen_after_bind();
  ended = true;
  if (!served) pthread_kill(waiter.native_handle(), SIGTERM);
  waiter.join();
  return served ? 0 : 1;
} catch (const std::exception& error) {
  std::fprintf(stderr, "hourglass serve: %s\n", error.what());
  return 1;
}

}  // namespace hourglass
