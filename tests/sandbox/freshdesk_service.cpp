#include "tests/sandbox/freshdesk_service.h"

#include "tests/sandbox/encoding.h"
#include "tests/sandbox/freshdesk_api.h"
#include "tests/sandbox/freshdesk_json.h"

#include <utility>

namespace tandem::sandbox {
namespace {

FreshdeskState FreshAccount() {
  FreshdeskState state;
  state.key_agent = kBotAgent;
  state.agents = {{kBotAgent, {kBotAgent, "Tandem", "tandem@acme.org", {}}},
                  {kStewardAgent, {kStewardAgent, "Sam Steward", "sam@acme.org", {}}},
                  {kSecondAgent, {kSecondAgent, "Alice Agent", "alice@acme.org", {}}}};
  state.contacts = {{kCustomer,
                     {kCustomer,
                      "Carla Customer",
                      "carla@umbrella.example",
                      kCompany,
                      "+49 30 5550123",
                      "+49 171 5550199",
                      "12 Raccoon Street, Raccoon City",
                      "carlatweets",
                      {"ccust77@mail.example"}}}};
  state.companies = {{kCompany, "Umbrella Ltd"}};
  state.groups = {{kGroup, "Infrastructure"}};
  state.statuses = {{kOpen, {"Open", "Being Processed"}},
                    {kPending, {"Pending", "Awaiting your Reply"}},
                    {kResolved, {"Resolved", "This ticket has been Resolved"}},
                    {kClosed, {"Closed", "This ticket has been Closed"}},
                    {6, {"Waiting on Customer", "Awaiting your Reply"}},
                    {7, {"Waiting on Third Party", "Being Processed"}}};
  state.custom_fields = {"cf_cause"};
  return state;
}

// Replies, public notes and new contacts: none of them is ever Tandem's business, whether the call
// succeeds or not.
bool ReachesCustomer(const Call& call) {
  if (call.method != "POST" || call.segments.empty()) return false;
  const auto& last = call.segments.back();
  if (last == "reply" || last == "forward" || last == "reply_to_forward" || last == "contacts")
    return true;
  const auto body = Json::Parse(call.body);
  return last == "notes" && body.ok() && (*body)["private"].Bool() == false;
}

std::string Joined(const std::vector<std::string>& tags) {
  std::string text;
  for (const auto& tag : tags) text += (text.empty() ? "" : ", ") + tag;
  return text;
}

}  // namespace

FreshdeskService::FreshdeskService(Clock& clock, Journal& journal, Webhooks& webhooks)
    : journal_(journal), webhooks_(webhooks), state_(FreshAccount()) {
  state_.clock = &clock;
  state_.fire = [this](const DeskTicket& ticket, const std::string& event) { Fire(ticket, event); };
}

// Rules do not run on archived tickets, nor when the requester is an agent.
void FreshdeskService::Fire(const DeskTicket& ticket, const std::string& event) {
  if (ticket.archived || state_.agents.contains(ticket.requester)) return;
  Delivery delivery;
  delivery.event = event;
  delivery.path = "/webhooks/freshdesk/" + std::to_string(ticket.id);
  delivery.headers = {{"x-tandem-secret", secret_}, {"User-Agent", "Freshdesk"}};
  const auto id = std::to_string(ticket.id);
  const auto tags = Joined(ticket.tags);
  if (placeholders_ == Placeholders::kEscaped)
    delivery.body = Json(Json::Object{{"ticket_id", id}, {"event", event}, {"tags", tags}}).Dump();
  else
    delivery.body =
        R"({"ticket_id":")" + id + R"(","event":")" + event + R"(","tags":")" + tags + R"("})";
  webhooks_.Send(std::move(delivery));
}

Answer FreshdeskService::Limited(const Call& call) {
  const int cost = FreshdeskCost(call);
  const bool allowed = window_.Take(cost);
  Answer answer;
  if (allowed) {
    answer = AnswerFreshdesk(state_, call);
  } else {
    answer = JsonAnswer(
        429, Json::Object{{"message", "You have exceeded the limit of requests per minute"}});
    answer.headers.emplace_back("Retry-After", std::to_string(window_.EndsIn().count()));
  }
  answer.headers.emplace_back("X-RateLimit-Total", std::to_string(window_.Limit()));
  answer.headers.emplace_back("X-RateLimit-Remaining", std::to_string(window_.Left()));
  answer.headers.emplace_back("X-RateLimit-Used-CurrentRequest",
                              std::to_string(allowed ? cost : 0));
  return answer;
}

Answer FreshdeskService::Handle(const Call& call) {
  const std::lock_guard lock(mutex_);
  if (ReachesCustomer(call))
    journal_.Violate(call.method + " " + call.path + " reaches a customer");
  if (call.Header("authorization") != "Basic " + Base64(state_.key + ":X"))
    return DeskError(401, "invalid_credentials",
                     "You have to be logged in to perform this action.");
  return Limited(call);
}

void FreshdeskService::Configure(const std::function<void(FreshdeskState&)>& change) {
  const std::lock_guard lock(mutex_);
  change(state_);
}

void FreshdeskService::Limit(RateLimit limit) {
  const std::lock_guard lock(mutex_);
  window_.Set(limit);
}

void FreshdeskService::SignWith(std::string secret) {
  const std::lock_guard lock(mutex_);
  secret_ = std::move(secret);
}

void FreshdeskService::Render(Placeholders placeholders) {
  const std::lock_guard lock(mutex_);
  placeholders_ = placeholders;
}

DeskTicket FreshdeskService::Ticket(std::int64_t id) const {
  const std::lock_guard lock(mutex_);
  const auto found = state_.tickets.find(id);
  return found == state_.tickets.end() ? DeskTicket() : found->second;
}

std::vector<DeskTicket> FreshdeskService::Tickets() const {
  const std::lock_guard lock(mutex_);
  std::vector<DeskTicket> tickets;
  for (const auto& [id, ticket] : state_.tickets) tickets.push_back(ticket);
  return tickets;
}

}  // namespace tandem::sandbox
