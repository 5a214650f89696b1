#include "gateway/etag_cache.h"

#include <gtest/gtest.h>

namespace tandem {
namespace {

HttpRequest Get(const std::string& path) {
  return {"GET", path, {}, {}};
}

HttpResponse Answer(int status, const std::string& etag, const std::string& body) {
  return {status, {{"ETag", etag}, {"Link", "<https://a/2>; rel=\"next\""}}, body, ""};
}

// What the cache asks for at a path; empty when it knows nothing.
std::string Asked(EtagCache& cache, const std::string& path) {
  HttpRequest request = Get(path);
  cache.Ask(request);
  return request.headers.empty() ? "" : request.headers[0].first + " " + request.headers[0].second;
}

TEST(EtagCache, GivesTheKeptAnswerForA304WithItsLink) {
  EtagCache cache;
  EXPECT_EQ(Asked(cache, "/a"), "");
  cache.Resolve(Get("/a"), Answer(200, "\"1\"", "body"));
  EXPECT_EQ(Asked(cache, "/a"), "If-None-Match \"1\"");
  const auto kept = cache.Resolve(Get("/a"), {304, {}, "", ""});
  EXPECT_EQ(kept.body, "body");
  EXPECT_TRUE(kept.Header("Link"));
}

TEST(EtagCache, KeepsOnlyWhatIsAnsweredWith200AndAnEtag) {
  EtagCache cache;
  cache.Resolve(Get("/a"), Answer(404, "\"1\"", ""));
  EXPECT_EQ(Asked(cache, "/a"), "");
  cache.Resolve(Get("/a"), Answer(200, "\"1\"", "old"));
  cache.Resolve(Get("/a"), {200, {}, "new", ""});
  EXPECT_EQ(Asked(cache, "/a"), "");
  cache.Resolve({"POST", "/a", {}, {}}, Answer(200, "\"1\"", ""));
  EXPECT_EQ(Asked(cache, "/a"), "");
}

TEST(EtagCache, MakesRoomByDroppingWhatWasUsedLongestAgo) {
  const std::string body(1000, 'x');
  EtagCache cache(4000);
  cache.Resolve(Get("/a"), Answer(200, "a", body));
  cache.Resolve(Get("/b"), Answer(200, "b", body));
  cache.Resolve(Get("/a"), {304, {}, "", ""});
  cache.Resolve(Get("/c"), Answer(200, "c", body));
  cache.Resolve(Get("/d"), Answer(200, "d", body));
  EXPECT_EQ(Asked(cache, "/b"), "");
  EXPECT_NE(Asked(cache, "/d"), "");
  cache.Resolve(Get("/e"), Answer(200, "e", std::string(5000, 'x')));
  EXPECT_EQ(Asked(cache, "/e"), "");
}

}  // namespace
}  // namespace tandem
