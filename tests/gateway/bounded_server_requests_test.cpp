// What the bounded server takes and what it refuses, byte by byte.
#include "tests/gateway/echo_server.h"
#include "tests/gateway/raw_client.h"

#include <gtest/gtest.h>

#include <fstream>
#include <string>
#include <vector>

namespace tandem::testing {
namespace {

constexpr std::size_t kMaxBody = 100'000;

ServerLimits ShortLimits() {
  ServerLimits limits;
  limits.request.max_body = kMaxBody;
  limits.threads = 4;
  return limits;
}

std::string Post(const std::string& headers, const std::string& body = "") {
  return "POST / HTTP/1.1\r\nHost: t\r\n" + headers + "\r\n" + body;
}

std::string Chunk(const std::string& content) {
  std::array<char, 32> size{};
  std::snprintf(size.data(), size.size(), "%zx\r\n", content.size());
  return size.data() + content + "\r\n";
}

std::string Many(std::size_t count) {
  std::string lines;
  for (std::size_t i = 0; i < count; ++i) lines += "X-" + std::to_string(i) + ": 1\r\n";
  return lines;
}

Json BodyOf(const std::string& answer) {
  auto json = Json::Parse(std::string_view(answer).substr(answer.find("\r\n\r\n") + 4));
  return json ? *json : Json();
}

struct Case {
  const char* what;
  std::string bytes;
  int status;
};

class Requests : public ::testing::Test {
 protected:
  std::unique_ptr<BoundedServer> server_ = StartServer(ShortLimits());
  RawClient client_{server_->port()};
};

TEST_F(Requests, AreRefusedWithTheConnectionClosedWhenTheyCouldBeReadInTwoWays) {
  const std::string chunked = "Transfer-Encoding: chunked\r\n";
  const std::string nul(1, '\0');
  const std::vector<Case> cases = {
      {"two lengths", Post("Content-Length: 1\r\nContent-Length: 2\r\n", "ab"), 400},
      {"one length twice", Post("Content-Length: 1\r\nContent-Length: 1\r\n", "a"), 400},
      {"length and chunks", Post("Content-Length: 1\r\n" + chunked, "0\r\n\r\n"), 400},
      {"two codings", Post(chunked + chunked, "0\r\n\r\n"), 400},
      {"another coding", Post("Transfer-Encoding: gzip, chunked\r\n", "0\r\n\r\n"), 501},
      {"chunks in 1.0", "POST / HTTP/1.0\r\n" + chunked + "\r\n0\r\n\r\n", 400},
      {"length 5abc", Post("Content-Length: 5abc\r\n", "abcde"), 400},
      {"length -1", Post("Content-Length: -1\r\n", "a"), 400},
      {"length +5", Post("Content-Length: +5\r\n", "abcde"), 400},
      {"length 5,5", Post("Content-Length: 5,5\r\n", "abcde"), 400},
      {"length 0x5", Post("Content-Length: 0x5\r\n", "abcde"), 400},
      {"no length in the header", Post("Content-Length:\r\n", ""), 400},
      {"a folded header", Post("X: a\r\n b\r\nContent-Length: 0\r\n"), 400},
      {"NUL in a header", Post("X: a" + nul + "\r\nContent-Length: 0\r\n"), 400},
      {"a bare CR in a header", Post("X: a\rb\r\nContent-Length: 0\r\n"), 400},
      {"bare line feeds", "GET / HTTP/1.1\nHost: t\n\n", 400},
      {"a space before the colon", Post("Content-Length : 0\r\n"), 400},
      {"a header without a colon", Post("X\r\nContent-Length: 0\r\n"), 400},
      {"two hosts", Post("Host: u\r\nContent-Length: 0\r\n"), 400},
      {"chunk size overflow", Post(chunked, "fffffffffffffffff\r\na\r\n"), 400},
      {"negative chunk size", Post(chunked, "-2\r\na\r\n"), 400},
      {"hex prefix in a chunk size", Post(chunked, "0x1\r\na\r\n0\r\n\r\n"), 400},
      {"chunk longer than it says", Post(chunked, "1\r\nab\r\n0\r\n\r\n"), 400},
      {"chunk line without an end", Post(chunked, std::string(2'000, '1')), 400},
      {"bare line feed in chunks", Post(chunked, "1\na\r\n0\r\n\r\n"), 400},
      {"no version", "GET /\r\n\r\n", 400},
      {"another version", "GET / HTTP/2.0\r\n\r\n", 505},
      {"an unknown method", "BREW / HTTP/1.1\r\n\r\n", 501},
      {"an absolute address", "GET http://t/ HTTP/1.1\r\n\r\n", 400},
      {"two spaces in the line", "GET / / HTTP/1.1\r\n\r\n", 400},
      {"NUL in the address", "GET /" + nul + " HTTP/1.1\r\n\r\n", 400},
  };
  for (const Case& c : cases) {
    SCOPED_TRACE(c.what);
    RawClient client(server_->port());
    client.Send(c.bytes);
    EXPECT_EQ(client.ReadStatus(), c.status);
    EXPECT_TRUE(client.IsClosed());
  }
}

TEST_F(Requests, AreRefusedWhenTheirHeadIsTooLarge) {
  const std::string endless(1'000'000, 'a');
  const std::vector<Case> cases = {
      {"100,000 headers", Post(Many(100'000)), 431},
      {"101 headers", Post(Many(100)), 431},
      {"a 20 kB header line", Post("X: " + endless.substr(0, 20'000) + "\r\n"), 431},
      {"a header line without end", "GET / HTTP/1.1\r\nX: " + endless, 431},
      {"a 10 kB address", "GET /" + endless.substr(0, 10'000) + " HTTP/1.1\r\n\r\n", 414},
      {"a request line without end", "GET /" + endless, 414},
  };
  for (const Case& c : cases) {
    SCOPED_TRACE(c.what);
    RawClient client(server_->port());
    client.Send(c.bytes);
    EXPECT_EQ(client.ReadStatus(), c.status);
    EXPECT_TRUE(client.IsClosed());
  }
}

TEST_F(Requests, AreRefusedWhenTheirBodyIsNotWelcome) {
  const std::string chunked = "Transfer-Encoding: chunked\r\n";
  const std::string one_over(kMaxBody + 1, 'a');
  const std::vector<Case> cases = {
      {"no length", Post(""), 411},
      {"one byte over", Post("Content-Length: 100001\r\n", one_over), 413},
      {"one byte over, chunked", Post(chunked, Chunk(one_over)), 413},
      {"over in many chunks", Post(chunked, Chunk(one_over.substr(0, 99'999)) + Chunk("ab")), 413},
      {"100 MiB announced", Post("Content-Length: 104857600\r\n"), 413},
      {"10^40 announced", Post("Content-Length: 1" + std::string(40, '0') + "\r\n"), 413},
      {"gzip", Post("Content-Encoding: gzip\r\nContent-Length: 1\r\n", "a"), 415},
      {"multipart", Post("Content-Type: Multipart/form-data; boundary=x\r\nContent-Length: 0\r\n"),
       415},
      {"a range", Post("Range: bytes=0-1\r\nContent-Length: 0\r\n"), 400},
      {"an expectation", Post("Expect: 100-continue\r\nContent-Length: 1\r\n"), 400},
      {"a body on GET", "GET / HTTP/1.1\r\nContent-Length: 1\r\n\r\na", 400},
      {"chunks on GET", "GET / HTTP/1.1\r\n" + chunked + "\r\n0\r\n\r\n", 400},
  };
  for (const Case& c : cases) {
    SCOPED_TRACE(c.what);
    RawClient client(server_->port());
    client.Send(c.bytes);
    EXPECT_EQ(client.ReadStatus(), c.status);
    EXPECT_TRUE(client.IsClosed());
  }
}

TEST_F(Requests, ThatAreRefusedReachTheHandlerThatAskedForThem) {
  client_.Send("POST /kind HTTP/1.1\r\nContent-Length: 104857600\r\n\r\n");
  EXPECT_EQ(client_.ReadStatus(), 202);
  EXPECT_TRUE(client_.IsClosed());
}

TEST_F(Requests, ArriveAsTheyWereSent) {
  client_.Send(
      "POST /?a=%41+b HTTP/1.1\r\nX-Signature:  sha256=%41%42%0d%0a \r\n"
      "REMOTE_ADDR: 140.82.112.1\r\nContent-Type: application/x-www-form-urlencoded\r\n"
      "Content-Length: 8\r\n\r\na=%41+\r\n");
  const Json told = BodyOf(client_.ReadAnswer());
  EXPECT_EQ(told["headers"]["X-Signature"], Json("sha256=%41%42%0d%0a"));
  EXPECT_EQ(told["address"], Json("127.0.0.1"));
  EXPECT_EQ(told["query"], Json("a=%41+b"));
  EXPECT_EQ(told["body"], Json("a=%41+\r\n"));
}

TEST_F(Requests, MayHaveABodyOfExactlyTheLimitInOnePieceOrInChunks) {
  const std::string body(kMaxBody, 'a');
  client_.Send(Post("Content-Length: 100000\r\n", body));
  EXPECT_EQ(BodyOf(client_.ReadAnswer())["body"], Json(body));
  client_.Send(Post("Transfer-Encoding: Chunked\r\n", Chunk(body.substr(0, 5)) + "1869B;ext=1\r\n" +
                                                          body.substr(5) +
                                                          "\r\n0\r\nTrailer: 1\r\n\r\n"));
  EXPECT_EQ(BodyOf(client_.ReadAnswer())["body"], Json(body));
}

TEST_F(Requests, MayComeAByteAtATime) {
  for (const char c : Post("Transfer-Encoding: chunked\r\n", "3\r\nabc\r\n0\r\n\r\n")) {
    client_.Send({&c, 1});
  }
  EXPECT_EQ(BodyOf(client_.ReadAnswer())["body"], Json("abc"));
}

TEST_F(Requests, ThatComeInOneSegmentAreAnsweredInOrder) {
  std::string bytes;
  for (int i = 0; i < 100; ++i) {
    const std::string body = std::to_string(i);
    bytes += Post("Content-Length: " + std::to_string(body.size()) + "\r\n", body);
  }
  client_.Send(bytes);
  for (int i = 0; i < 100; ++i) {
    ASSERT_EQ(BodyOf(client_.ReadAnswer())["body"], Json(std::to_string(i)));
  }
}

TEST_F(Requests, AfterARefusedOneAreNotRead) {
  client_.Send(Post("Content-Length: 100001\r\n") + "GET / HTTP/1.1\r\n\r\n");
  EXPECT_EQ(client_.ReadStatus(), 413);
  EXPECT_EQ(client_.ReadAnswer(), "");
}

TEST_F(Requests, CloseTheConnectionWhenTheyAskForIt) {
  const std::vector<std::string> heads = {"GET / HTTP/1.1\r\nConnection: Close\r\n\r\n",
                                          "GET / HTTP/1.0\r\n\r\n"};
  for (const std::string& head : heads) {
    RawClient client(server_->port());
    client.Send(head);
    EXPECT_NE(client.ReadAnswer().find("Connection: close"), std::string::npos);
    EXPECT_TRUE(client.IsClosed());
  }
}

TEST_F(Requests, WhoseHandlerThrowsAreAnswered500WithoutItsText) {
  client_.Send("GET /throw HTTP/1.1\r\n\r\n");
  const std::string answer = client_.ReadAnswer();
  EXPECT_EQ(answer.substr(9, 3), "500");
  EXPECT_EQ(answer.find("secret words"), std::string::npos);
  EXPECT_EQ(BodyOf(answer)["error"], Json("internal_server_error"));
}

TEST_F(Requests, ForNothingThatIsThereAreAnswered404Or405) {
  const std::vector<Case> cases = {
      {"unknown path", "GET /x HTTP/1.1\r\n\r\n", 404},
      {"double slash", "GET // HTTP/1.1\r\n\r\n", 404},
      {"dots", "GET /../ HTTP/1.1\r\n\r\n", 404},
      {"encoded dots", "GET /%2e%2e HTTP/1.1\r\n\r\n", 404},
      {"encoded NUL", "GET /%00 HTTP/1.1\r\n\r\n", 404},
      {"broken encoding", "GET /%zz HTTP/1.1\r\n\r\n", 404},
      {"another method", "DELETE / HTTP/1.1\r\n\r\n", 405},
  };
  for (const Case& c : cases) {
    SCOPED_TRACE(c.what);
    client_.Send(c.bytes);
    const std::string answer = client_.ReadAnswer();
    EXPECT_EQ(answer.substr(9, 3), std::to_string(c.status));
    EXPECT_EQ(answer.find("\r\nAllow: GET, HEAD, POST, PUT\r\n") != std::string::npos,
              c.status == 405);
  }
}

std::size_t ResidentBytes() {
  std::ifstream file("/proc/self/statm");
  std::size_t size = 0;
  std::size_t resident = 0;
  file >> size >> resident;
  return resident * 4'096;
}

TEST_F(Requests, OfTwentyFiveMegabytesAreRefusedWithoutBeingKept) {
  const std::string piece(1'000'000, 'a');
  const std::string chunk = Chunk(piece);
  const std::vector<Case> cases = {
      {"honest", Post("Content-Length: 25000000\r\n"), 0},
      {"more than it says", Post("Content-Length: 100001\r\n"), 0},
      {"chunked", Post("Transfer-Encoding: chunked\r\n"), 0},
  };
  const std::size_t before = ResidentBytes();
  for (const Case& c : cases) {
    SCOPED_TRACE(c.what);
    RawClient client(server_->port());
    client.Send(c.bytes);
    const bool chunked = c.bytes.find("chunked") != std::string::npos;
    // A client that reads only when it has sent all must get to reading.
    for (int i = 0; i < 25; ++i) ASSERT_TRUE(client.Send(chunked ? chunk : piece));
    EXPECT_EQ(client.ReadStatus(), 413);
    EXPECT_TRUE(client.IsClosed());
  }
  EXPECT_LT(ResidentBytes(), before + 8'000'000);
}

}  // namespace
}  // namespace tandem::testing
