#include "gateway/http.h"

#include "tests/gateway/scripted_server.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <gmock/gmock.h>
#include <unistd.h>

namespace tandem {
namespace {

using namespace std::chrono_literals;
using ::testing::HasSubstr;
using ::testing::SizeIs;
using ::testing::StartsWith;

constexpr HttpLimits kShort{500ms, 400ms, 10'000};

HttpRequest Get(std::string path = "/x") {
  return {"GET", std::move(path), {}, {}};
}
HttpRequest Post() {
  return {"POST", "/x", {}, "{}"};
}

std::string Redirect(const std::string& location, int status = 302) {
  return AnswerText(status, "", {"Location: " + location});
}

Remedy RemedyOf(const Result<HttpResponse>& result) {
  EXPECT_FALSE(result.ok());
  return result.ok() ? Remedy::kInvalid : result.error().remedy;
}

TEST(HttpClient, SendsTheRequestAsItIs) {
  ScriptedServer server({Answering({AnswerText(201, "{}")})});
  HttpClient client(server.Url() + "/base/");
  const auto response = client.Send({"POST", "/a%2Fb?c=%20d", {{"X-Mine", "1"}}, R"({"a":1})"});
  ASSERT_TRUE(response.ok());
  EXPECT_EQ(response->status, 201);
  ASSERT_THAT(server.requests(), SizeIs(1));
  const std::string request = server.requests()[0];
  EXPECT_THAT(request, StartsWith("POST /base/a%2Fb?c=%20d HTTP/1.1\r\n"));
  EXPECT_THAT(request, HasSubstr("Host: 127.0.0.1:" + std::to_string(server.port()) + "\r\n"));
  EXPECT_THAT(request, HasSubstr("X-Mine: 1\r\n"));
  EXPECT_THAT(request, HasSubstr("Content-Type: application/json\r\n"));
  EXPECT_THAT(request, HasSubstr("\r\n\r\n{\"a\":1}"));
  EXPECT_THAT(request, ::testing::Not(HasSubstr("Expect:")));
}

TEST(HttpClient, KeepsHeaderValuesAsTheyWereSent) {
  ScriptedServer server({Answering({AnswerText(200, "", {"link: <http://h/x?a=b%26c%2B>"})})});
  const auto response = HttpClient(server.Url()).Send(Get());
  ASSERT_TRUE(response.ok());
  EXPECT_EQ(response->Header("LINK"), "<http://h/x?a=b%26c%2B>");
  EXPECT_EQ(response->Header("Lin"), std::nullopt);
}

TEST(HttpClient, ReadsChunkedBodiesAndBodiesThatEndWithTheConnection) {
  ScriptedServer server(
      {Answering({"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n"}),
       [](Peer& peer) {
         peer.ReadRequest();
         peer.Send("HTTP/1.0 200 OK\r\n\r\nwhole");
       }});
  const auto chunked = HttpClient(server.Url()).Send(Get());
  ASSERT_TRUE(chunked.ok());
  EXPECT_EQ(chunked->body, "abc");
  const auto whole = HttpClient(server.Url()).Send(Get());
  ASSERT_TRUE(whole.ok());
  EXPECT_EQ(whole->body, "whole");
}

TEST(HttpClient, UsesOneConnectionForManyRequests) {
  ScriptedServer server({Answering({AnswerText(200, "1"), AnswerText(204, ""),
                                    "HTTP/1.1 304 Not Modified\r\nContent-Length: 99\r\n\r\n",
                                    "HTTP/1.1 304 Not Modified\r\n\r\n",
                                    "HTTP/1.1 100 Continue\r\n\r\n" + AnswerText(200, "5")})});
  HttpClient client(server.Url(), kShort);
  for (const int status : {200, 204, 304, 304, 200}) {
    const auto response = client.Send(Get());
    ASSERT_TRUE(response.ok()) << response.error().message;
    EXPECT_EQ(response->status, status);
  }
  EXPECT_EQ(server.connections(), 1);
}

TEST(HttpClient, ConnectsAnewWhenTheKeptConnectionWasClosed) {
  const Script closing = [](Peer& peer) {
    peer.ReadRequest();
    peer.Send(AnswerText(200, "1"));
  };
  ScriptedServer server({closing, closing});
  HttpClient client(server.Url(), kShort);
  ASSERT_TRUE(client.Send(Post()).ok());
  // The server closes after its answer; until that has arrived the connection still looks alive.
  const auto deadline = std::chrono::steady_clock::now() + 5s;
  bool ok = false;
  while (!ok && std::chrono::steady_clock::now() < deadline) ok = client.Send(Get()).ok();
  EXPECT_TRUE(ok);
  EXPECT_EQ(server.connections(), 2);
}

TEST(HttpClient, DropsAConnectionOnWhichMoreCameThanWasAskedFor) {
  ScriptedServer server({Answering({AnswerText(200, "1") + AnswerText(200, "never asked for")}),
                         Answering({AnswerText(200, "2")})});
  HttpClient client(server.Url(), kShort);
  ASSERT_TRUE(client.Send(Get()).ok());
  const auto second = client.Send(Get());
  ASSERT_TRUE(second.ok());
  EXPECT_EQ(second->body, "2");
}

TEST(HttpClient, SaysUnavailableWhenNothingCanHaveBeenSent) {
  int port = 0;
  {
    const ScriptedServer gone({});
    port = gone.port();
  }
  HttpClient refused("http://127.0.0.1:" + std::to_string(port));
  EXPECT_EQ(RemedyOf(refused.Send(Post())), Remedy::kUnavailable);
  HttpClient unknown("https://no-such-name.invalid");
  EXPECT_EQ(RemedyOf(unknown.Send(Post())), Remedy::kUnavailable);
}

TEST(HttpClient, RefusesAnAddressThatIsNone) {
  EXPECT_EQ(RemedyOf(HttpClient("ftp://127.0.0.1").Send(Get())), Remedy::kInvalid);
  EXPECT_EQ(RemedyOf(HttpClient("http://u:p@127.0.0.1").Send(Get())), Remedy::kInvalid);
  EXPECT_EQ(RemedyOf(HttpClient("http://127.0.0.1").Send(Get("x"))), Remedy::kInvalid);
}

struct Fault {
  const char* name;
  Script script;
};

class HttpFault : public ::testing::TestWithParam<Fault> {};

TEST_P(HttpFault, IsAnUnknownOutcomeWithinTheDeadlineAndIsNotSentAgain) {
  ScriptedServer server({GetParam().script, Answering({AnswerText(200, "sent again")})});
  HttpClient client(server.Url(), kShort);
  const auto begin = std::chrono::steady_clock::now();
  EXPECT_EQ(RemedyOf(client.Send(Post())), Remedy::kUnknownOutcome);
  EXPECT_LT(std::chrono::steady_clock::now() - begin, 3s);
  EXPECT_THAT(server.requests(), SizeIs(1));
  EXPECT_EQ(server.connections(), 1);
  const auto next = client.Send(Get());  // the client is fine afterwards
  ASSERT_TRUE(next.ok()) << next.error().message;
}

// Reads the request, then does `then`.
Script After(std::function<void(Peer&)> then) {
  return [then = std::move(then)](Peer& peer) {
    peer.ReadRequest();
    then(peer);
  };
}

std::vector<Fault> Faults() {
  const std::string head = "HTTP/1.1 200 OK\r\n";
  const auto sends = [](const std::string& text) {
    return After([text](Peer& peer) { peer.Send(text); });
  };
  return {
      {"ResetBeforeTheAnswer", After([](Peer& peer) { peer.Reset(); })},
      {"ClosedBeforeTheAnswer", After([](Peer&) {})},
      {"Silence", After([](Peer& peer) { peer.AwaitClose(); })},
      {"ClosedInTheHead", sends("HTTP/1.1 201 Cre")},
      {"ClosedInTheBody", sends(head + "Content-Length: 5\r\n\r\n{")},
      {"ClosedInAChunk", sends(head + "Transfer-Encoding: chunked\r\n\r\n9\r\nab")},
      {"ChunkSizeThatIsNone", sends(head + "Transfer-Encoding: chunked\r\n\r\n-2\r\nab")},
      {"NotHttp", sends("220 mail.example ESMTP\r\n\r\n")},
      {"StatusLineOf1000Bytes",
       sends("HTTP/1.1 200 " + std::string(1000, 'a') + "\r\nContent-Length: 0\r\n\r\n")},
      {"HeaderLineOf9000Bytes",
       sends(head + "X: " + std::string(9000, 'a') + "\r\nContent-Length: 0\r\n\r\n")},
      {"StatusLineOf60000Bytes", sends("HTTP/1.1 200 " + std::string(60'000, 'a') + "\r\n\r\n")},
      {"HeadAByteAtATime", After([head](Peer& peer) {
         peer.Send(head);
         peer.Drip("X: y\r\n", 20ms);
       })},
      {"BodyAByteAtATime", After([head](Peer& peer) {
         peer.Send(head + "Content-Length: 5000\r\n\r\n");
         peer.Drip("a", 20ms);
       })},
      {"EndlessHeaders", After([head](Peer& peer) {
         peer.Send(head);
         while (peer.Send("X-Header: value\r\n")) {
         }
       })},
      {"EndlessHeaderLine", After([head](Peer& peer) {
         peer.Send(head + "X: ");
         while (peer.Send(std::string(1000, 'x'))) {
         }
       })},
      {"EndlessBody", After([head](Peer& peer) {
         peer.Send(head + "\r\n");
         while (peer.Send(std::string(1000, 'x'))) {
         }
       })},
      {"EndlessChunks", After([head](Peer& peer) {
         peer.Send(head + "Transfer-Encoding: chunked\r\n\r\n");
         while (peer.Send("4\r\nabcd\r\n")) {
         }
       })},
      {"LengthOverTheLimit", After([head](Peer& peer) {
         peer.Send(head + "Content-Length: 10001\r\n\r\n" + std::string(10'001, 'x'));
         peer.AwaitClose();
       })},
  };
}

INSTANTIATE_TEST_SUITE_P(Each, HttpFault, ::testing::ValuesIn(Faults()),
                         [](const auto& fault) { return std::string(fault.param.name); });

TEST(HttpClient, TakesAnAnswerOfExactlyTheLimit) {
  ScriptedServer server({Answering({AnswerText(200, std::string(10'000, 'x'))})});
  const auto response = HttpClient(server.Url(), kShort).Send(Get());
  ASSERT_TRUE(response.ok()) << response.error().message;
  EXPECT_EQ(response->body.size(), 10'000U);
}

TEST(HttpClient, FollowsAGetWithinTheSameHost) {
  ScriptedServer server({Answering({Redirect("/base/second", 301), Redirect("/base/third?x=1", 307),
                                    AnswerText(200, "there")})});
  const auto response = HttpClient(server.Url() + "/base").Send(Get("/first"));
  ASSERT_TRUE(response.ok());
  EXPECT_EQ(response->body, "there");
  EXPECT_EQ(response->final_path, "/third?x=1");
  EXPECT_THAT(server.requests()[2], StartsWith("GET /base/third?x=1 "));
}

TEST(HttpClient, FollowsAnAbsoluteLocationOnItsOwnHostOnly) {
  ScriptedServer stranger({Answering({AnswerText(200, "stolen")})});
  for (const auto& location : {stranger.Url() + "/x", std::string("//127.0.0.1/x"),
                               std::string("https://127.0.0.1/x"), std::string("x")}) {
    ScriptedServer server({Answering({Redirect(location)})});
    const auto response = HttpClient(server.Url()).Send(Get());
    ASSERT_TRUE(response.ok());
    EXPECT_EQ(response->status, 302) << location;
  }
  EXPECT_EQ(stranger.connections(), 0);
}

TEST(HttpClient, StopsAfterThreeRedirects) {
  ScriptedServer server({Answering(std::vector<std::string>(9, Redirect("/again")))});
  const auto response = HttpClient(server.Url()).Send(Get());
  ASSERT_TRUE(response.ok());
  EXPECT_EQ(response->status, 302);
  EXPECT_THAT(server.requests(), SizeIs(4));
}

TEST(HttpClient, NeverFollowsARedirectOfAWrite) {
  for (const int status : {301, 302, 303, 307, 308}) {
    ScriptedServer server({Answering({Redirect("/again", status), AnswerText(200, "")})});
    const auto response = HttpClient(server.Url()).Send(Post());
    ASSERT_TRUE(response.ok());
    EXPECT_EQ(response->status, status);
    EXPECT_THAT(server.requests(), SizeIs(1));
  }
}

class HttpTls : public ::testing::Test {
 public:
  ~HttpTls() override {
    ::unsetenv("SSL_CERT_FILE");
    if (!path_.empty()) std::filesystem::remove(path_);
  }

 protected:
  // OpenSSL reads the file that this variable names at a client's first handshake.
  void Trust(const std::string& certificate) {
    path_ = std::filesystem::temp_directory_path() /
            ("tandem-http-test-" + std::to_string(::getpid()) + ".pem");
    std::ofstream(path_) << certificate;
    ::setenv("SSL_CERT_FILE", path_.c_str(), 1);
  }
  std::filesystem::path path_{};
};

TEST_F(HttpTls, RefusesACertificateThatNobodySigned) {
  ScriptedServer server({Answering({AnswerText(200, "")})}, ScriptedServer::Security::kTls);
  const auto response = HttpClient(server.Url("localhost"), kShort).Send(Post());
  EXPECT_EQ(RemedyOf(response), Remedy::kUnavailable);
  EXPECT_THAT(response.error().message, HasSubstr("certificate"));
  EXPECT_THAT(server.requests(), SizeIs(0));
}

TEST_F(HttpTls, RefusesATrustedCertificateOfAnotherHost) {
  ScriptedServer server({Answering({AnswerText(200, "")})}, ScriptedServer::Security::kTls);
  Trust(server.certificate());
  EXPECT_EQ(RemedyOf(HttpClient(server.Url("127.0.0.1"), kShort).Send(Post())),
            Remedy::kUnavailable);
  EXPECT_THAT(server.requests(), SizeIs(0));
}

TEST_F(HttpTls, SendsOnceAndKeepsTheConnection) {
  ScriptedServer server({Answering({AnswerText(200, "1"), AnswerText(200, "2")})},
                        ScriptedServer::Security::kTls);
  Trust(server.certificate());
  HttpClient client(server.Url("localhost"), kShort);
  for (const std::string body : {"1", "2"}) {
    const auto response = client.Send(Post());
    ASSERT_TRUE(response.ok()) << response.error().message;
    EXPECT_EQ(response->body, body);
  }
  EXPECT_EQ(server.connections(), 1);
}

TEST_F(HttpTls, ReadsTheAuthoritiesOnceForAllClientsThatShareThem) {
  ScriptedServer server({Answering({AnswerText(200, "1")}), Answering({AnswerText(200, "2")})},
                        ScriptedServer::Security::kTls);
  Trust(server.certificate());
  const auto shared = std::make_shared<TlsSettings>();
  EXPECT_TRUE(HttpClient(server.Url("localhost"), kShort, shared).Send(Post()).ok());
  Trust("");
  EXPECT_TRUE(HttpClient(server.Url("localhost"), kShort, shared).Send(Post()).ok());
  EXPECT_EQ(RemedyOf(HttpClient(server.Url("localhost"), kShort).Send(Post())),
            Remedy::kUnavailable);
}

TEST_F(HttpTls, DoesNotSendAgainWhenThePeerClosesAfterTheRequest) {
  const Script closing = [](Peer& peer) { peer.ReadRequest(); };
  ScriptedServer server({closing, Answering({AnswerText(200, "")})},
                        ScriptedServer::Security::kTls);
  Trust(server.certificate());
  HttpClient client(server.Url("localhost"), kShort);
  EXPECT_EQ(RemedyOf(client.Send(Post())), Remedy::kUnknownOutcome);
  EXPECT_THAT(server.requests(), SizeIs(1));
}

TEST_F(HttpTls, GivesUpOnAHandshakeThatNeverEnds) {
  ScriptedServer server({[](Peer& peer) { peer.AwaitClose(); }});  // plain: it does not answer TLS
  const std::string url = "https://127.0.0.1:" + std::to_string(server.port());
  EXPECT_EQ(RemedyOf(HttpClient(url, kShort).Send(Post())), Remedy::kUnavailable);
}

}  // namespace
}  // namespace tandem
