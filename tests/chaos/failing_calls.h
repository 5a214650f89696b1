// The ways in which a call to a service can fail, for tests that try each of them. Values; safe
// everywhere.
#pragma once

#include "tests/sandbox/faults.h"

#include <array>
#include <string>

namespace tandem::sandbox {

// What it takes until what the call was for is done.
enum class Mended { kByTryingAgain, kByTheNextEvent };

// One way for a call to fail.
struct Failing {
  const char* name;
  FaultKind kind;
  int status = 500;
  const char* body = "<html><h1>Bad gateway</h1></html>";
  Mended mended = Mended::kByTryingAgain;
};

inline constexpr std::array kFailings{
    Failing{"500 before", FaultKind::kStatusBefore, 500},
    Failing{"500 after", FaultKind::kStatusAfter, 500},
    Failing{"503 after", FaultKind::kStatusAfter, 503},
    Failing{"408 after", FaultKind::kStatusAfter, 408},
    Failing{"409 before", FaultKind::kStatusBefore, 409},
    Failing{"403 before", FaultKind::kStatusBefore, 403, "{}"},
    Failing{"403 after", FaultKind::kStatusAfter, 403, "{}"},
    Failing{"404 after", FaultKind::kStatusAfter, 404, "{}"},
    Failing{"reset before", FaultKind::kResetBefore},
    Failing{"reset in the middle of the answer", FaultKind::kResetMidway},
    Failing{"answer lost", FaultKind::kResetAfter},
    Failing{"2xx with an empty body", FaultKind::kGarbage, 0, ""},
    Failing{"2xx with a foreign object", FaultKind::kGarbage, 0, R"({"ok":true,"id":"x"})"},
    Failing{"2xx with a list", FaultKind::kGarbage, 0, "[1,2,3]"},
    Failing{"2xx with another object's id alone", FaultKind::kGarbage, 0, R"({"id":123456789})"},
    Failing{"2xx with somebody else's whole object", FaultKind::kGarbage, 0,
            R"({"id":123456789,"number":987654,"state":"open","body":"Somebody else's."})"},
    Failing{"2xx with HTML", FaultKind::kGarbage, 0},
    Failing{"done late", FaultKind::kLate},
};

// A refusal for good: the link is parked, and what happens next to it tries again.
inline constexpr std::array kRefusals{
    Failing{"400 before", FaultKind::kStatusBefore, 400, "{}", Mended::kByTheNextEvent},
    Failing{"400 after", FaultKind::kStatusAfter, 400, "{}", Mended::kByTheNextEvent},
    Failing{"422 before", FaultKind::kStatusBefore, 422, "{}", Mended::kByTheNextEvent},
    Failing{"422 after", FaultKind::kStatusAfter, 422, "{}", Mended::kByTheNextEvent},
};

inline Fault Of(const Failing& failing, Service service, const std::string& method,
                const std::string& path) {
  Fault fault;
  fault.service = service;
  fault.method = method;
  fault.path = path;
  fault.kind = failing.kind;
  fault.status = failing.status;
  fault.body = failing.body;
  fault.delay = std::chrono::milliseconds(150);  // well within look_after, as 30 s are within 45
  return fault;
}

// Every such call is refused before it does anything, until the faults are cleared.
inline Fault Refusing(Service service, const std::string& method, const std::string& path,
                      int status) {
  constexpr const char* kBody = R"({"message":"Resource not accessible by personal access token"})";
  Fault fault = Of({"refused", FaultKind::kStatusBefore, status, kBody}, service, method, path);
  fault.times = 100'000;
  return fault;
}

}  // namespace tandem::sandbox
