#include "tests/gateway/program.h"

#include "tests/places.h"

#include <array>
#include <cstdio>
#include <fcntl.h>
#include <memory>
#include <sys/wait.h>
#include <unistd.h>

namespace tandem {
namespace {

using File = std::unique_ptr<std::FILE, int (*)(std::FILE*)>;

std::string Content(std::FILE* file) {
  std::string content;
  std::rewind(file);
  std::array<char, 4096> block{};
  for (std::size_t size = 0; (size = std::fread(block.data(), 1, block.size(), file)) > 0;) {
    content.append(block.data(), size);
  }
  return content;
}

std::vector<char*> Pointers(std::vector<std::string>& texts) {
  std::vector<char*> pointers;
  pointers.reserve(texts.size() + 1);
  for (std::string& text : texts) pointers.push_back(text.data());
  pointers.push_back(nullptr);
  return pointers;
}

}  // namespace

Ended RunTandem(const std::vector<std::string>& arguments,
                const std::map<std::string, std::string>& environment, const std::string& folder) {
  std::vector<std::string> words = {"tandem"};
  words.insert(words.end(), arguments.begin(), arguments.end());
  std::vector<std::string> variables;
  variables.reserve(environment.size());
  for (const auto& [name, value] : environment)
    variables.push_back(std::string(name).append("=").append(value));
  const auto argv = Pointers(words);
  const auto envp = Pointers(variables);
  const File out(std::tmpfile(), std::fclose);
  const File error(std::tmpfile(), std::fclose);
  const pid_t child = fork();
  if (child == 0) {
    dup2(fileno(out.get()), STDOUT_FILENO);
    dup2(fileno(error.get()), STDERR_FILENO);
    if (chdir(folder.c_str()) == 0) execve(TANDEM_BINARY, argv.data(), envp.data());
    _exit(127);
  }
  int status = 0;
  if (child < 0 || waitpid(child, &status, 0) != child) return {};
  return {WIFEXITED(status) ? WEXITSTATUS(status) : -1, Content(out.get()), Content(error.get())};
}

}  // namespace tandem
