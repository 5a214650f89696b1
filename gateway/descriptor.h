// Owns a file descriptor and closes it. A value that moves; as thread-safe as an int.
#pragma once

#include <unistd.h>
#include <utility>

namespace tandem {

class Descriptor {
 public:
  Descriptor() = default;
  explicit Descriptor(int number) : number_(number) {}
  Descriptor(Descriptor&& other) noexcept : number_(std::exchange(other.number_, -1)) {}
  Descriptor& operator=(Descriptor&& other) noexcept {
    std::swap(number_, other.number_);
    return *this;
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  ~Descriptor() { Close(); }
  int number() const { return number_; }
  bool ok() const { return number_ >= 0; }
  void Close() {
    if (ok()) close(std::exchange(number_, -1));
  }

 private:
  int number_ = -1;
};

}  // namespace tandem
