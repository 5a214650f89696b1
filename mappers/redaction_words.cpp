// Words that tell a name from a word of everyday texts.

#include "mappers/redaction_phrases.h"
#include "mappers/redaction_scan.h"

#include <algorithm>
#include <array>

namespace tandem {
namespace {

// First and last names that are words, words of our field, and mailboxes that belong to no person.
constexpr std::string_view kCommon =
    " abbey able account accounts ace admin administrator adams agent alarm alert all alpha amber "
    "and angel answer api app apple apps apr april archer arms art arrow ash aspen aug august "
    "autumn "
    "axe baker banks bar barber barn bar base bass bay beach beam bean bear beck bell berg berry "
    "best "
    "beta big bill billing bird bishop black blank block blog bloom blue bob bolt bond book books "
    "boot "
    "boss bot box boy branch brand brave bridge bright brook brooks brown buck bug build bull burn "
    "burns "
    "bush butler buyer call camp cannon card care carpenter carter case cash cat chance change "
    "chapel "
    "charge charm chase check cherry chip christian church city clark clay clean clear clerk click "
    "client clients close cloud coach code cold cole comfort commerce company contact cook cooke "
    "cool "
    "cooper copy core cotton count court craft crane cream credit cross crow crystal customer "
    "customers "
    "dale dan data date dawn day days deal dean dear dec default demo desk destiny dev developer "
    "diamond dick dig doc docs dog dollar don door dove down drake draw drew drive driver duke "
    "earl "
    "early east eden edge editor eight else ember emerald end engineer english error even event "
    "ever events fair faith falcon fall farmer fast father favor feb feedback field fields file "
    "finance finch fine fire first fisher fish five flag flint floor flower flowers flynn fog "
    "force "
    "ford forest fort foster four fox frank free freeman french fri friday frost fuller gale "
    "gamble "
    "game garden gardener gates gene general genesis gentle george german ginger glass glory gold "
    "golden good grace grand grant graph gray green grey ground group grove guard guest guide guy "
    "hale hall hand handy hardy harmony harper hart harvest hawk hay hazel head heart heath "
    "heather "
    "heaven hello help helpdesk her herb hero hill his holiday holly home honor hood hook hope "
    "horn "
    "host house hotel how howe hub hudson hunt hunter ice image in inbox index info invoice iron "
    "is "
    "issue it ivory ivy jack jade jail jan jasmine jewel job jobs john jordan joy judge jul july "
    "jun "
    "june junior justice kay keen key kid kind king kings kit knight lab lake lamb land lane lark "
    "last "
    "laurel law lead leaf lee legal lemon li light lily lin link list little live load lock log "
    "login "
    "logo long lord loss lot love low lucky luna mail mailbox main major man manager map maple mar "
    "march marketing marina mark marks marsh marshall mason master mat max may media mercy merit "
    "merry mi mill miller mills miner mint miss mo model mon monday moon moor moore more morning "
    "moss "
    "mother mount mr myrtle name nash neat net new newman news newsletter next nice nick night "
    "nine no "
    "noble node none nor north nov null oak ocean oct office oh old olive one only opal open "
    "operations "
    "ops orchard order orders order owner pack page paige pal palm park parker part partner patch "
    "patience payne peace peach pearl penny people pepper perry pen phone pierce pike pilot pink "
    "piper "
    "plain play plum point pole police polo pond pool poor pope port porter post postmaster potter "
    "power precious press prey price prime prince print printer private process product project "
    "prudence public purchase queen question quick rain ran range raven ray read reader real red "
    "reed "
    "regard register remote reply report request rest return rice rich ridge ring river rivers "
    "road "
    "rob robin rock rod role root rose ross round row royal ruby rule rush russell rusty sage sale "
    "sales sam sandy sat saturday savage save school scout sea seal sean search security see self "
    "sell senior sep serenity server service services set seven sharp shell shepherd shield ship "
    "shop "
    "short shrub side silver simple singer six skip sky slack slater small smart smith snow so "
    "software sol some son song sonny south spark spear speed spring sprite staff star start state "
    "status steel stem step sterling still stock stone storage store storm strange stream street "
    "strong "
    "strange strong student su sugar summer sun sunday sunny support swan sweet swift system tag "
    "tanner "
    "taylor team tech temple ten term test tester thorn three thu thursday ticket tiger tile time "
    "to "
    "today tom tool top tower town trace trainer trinity true trust tue tuesday turner two unique "
    "unit "
    "unity up us use user users van vale verity victor victory viola violet virtue vision wade "
    "walker "
    "wall walls ward ware warner waters way weaver web webmaster wed welcome well wells west wheat "
    "wheeler white wild wilder will willow winter wise wolf wood woods word work worth wren wright "
    "year yes you young your zone ";

template <std::size_t Size>
bool Holds(const std::array<std::string_view, Size>& words, std::string_view word) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

constexpr auto CommonWords() {
  std::array<std::string_view, std::count(kCommon.begin(), kCommon.end(), ' ') - 1> words{};
  std::size_t at = 1;
  for (std::string_view& word : words) {
    word = kCommon.substr(at, kCommon.find(' ', at) - at);
    at += word.size() + 1;
  }
  std::sort(words.begin(), words.end());
  return words;
}
constexpr auto kCommonWords = CommonWords();

}  // namespace

bool IsCommonWord(std::u32string_view folded) {
  return std::binary_search(kCommonWords.begin(), kCommonWords.end(), AsciiForm(folded));
}

bool IsOpening(std::string_view word) {
  constexpr std::array<std::string_view, 46> kWords{
      "hi",       "hello",   "hey",     "dear",   "hallo",   "liebe", "lieber",  "moin",
      "servus",   "gruezi",  "bonjour", "salut",  "cher",    "chere", "hola",    "estimado",
      "estimada", "querido", "querida", "ciao",   "caro",    "cara",  "gentile", "beste",
      "geachte",  "hoi",     "mr",      "mrs",    "ms",      "mx",    "sir",     "madam",
      "dr",       "prof",    "herr",    "herrn",  "frau",    "mme",   "mlle",    "monsieur",
      "madame",   "senor",   "senora",  "signor", "signora", "miss"};
  return Holds(kWords, word);
}

bool IsClosing(std::string_view word) {
  constexpr std::array<std::string_view, 21> kWords{
      "thanks",       "thx",     "cheers", "regards", "sincerely", "faithfully", "truly",
      "gruesse",      "gruse",   "gruss",  "grus",    "danke",     "merci",      "gracias",
      "cordialement", "saludos", "saluti", "morning", "afternoon", "evening",    "yours"};
  return Holds(kWords, word);
}

}  // namespace tandem
