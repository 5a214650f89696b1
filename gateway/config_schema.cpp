#include "gateway/config_schema.h"

#include "gateway/config.h"
#include "gateway/did_you_mean.h"

#include <rapidjson/document.h>
#include <rapidjson/schema.h>

#include <set>
#include <string>
#include <utility>
#include <vector>

namespace tandem {
namespace {

// RapidJSON's validator stops at the first mistake. So it judges single values here, and the walk
// through objects and lists, which has to go on, is ours. At the end it judges the whole, in case
// that the walk overlooks something that the schema says.

rapidjson::Document Convert(const Json& value) {
  rapidjson::Document document;
  document.Parse<rapidjson::kParseIterativeFlag>(value.Dump().c_str());
  return document;
}

bool Conforms(const Json& schema, const Json& value) {
  const rapidjson::Document schema_document = Convert(schema);
  const rapidjson::SchemaDocument compiled(schema_document);
  rapidjson::SchemaValidator validator(compiled);
  return Convert(value).Accept(validator);
}

bool IsOfType(const Json& value, std::string_view type) {
  return (type == "object" && value.IsObject()) || (type == "array" && value.IsArray()) ||
         (type == "string" && value.IsString()) || (type == "integer" && value.IsNumber()) ||
         (type == "number" && value.IsNumber()) || (type == "boolean" && value.IsBool());
}

std::string Listed(const std::vector<std::string>& words) {
  std::string list;
  for (std::size_t i = 0; i < words.size(); ++i) {
    if (i > 0) list += i + 1 == words.size() ? " or " : ", ";
    list += "\"" + words[i] + "\"";
  }
  return list;
}

std::vector<std::string> Texts(const Json& array) {
  std::vector<std::string> texts;
  for (const Json& item : array.Items()) texts.push_back(item.StringOr(""));
  return texts;
}

class Walk {
 public:
  Walk(const Json& schema, Mistakes& mistakes) : schema_(schema), mistakes_(mistakes) {}

  // As deep as the schema, which does not refer to itself.
  void Check(const Json& referring, const Json& value, const std::string& key) {
    const Json& schema = Resolved(referring);
    if (const Json* alternative = AlternativeFor(schema, value)) {
      Check(*alternative, value, key);
    } else if (!schema["anyOf"].IsNull()) {
      mistakes_.Add(key, "must be " + Allowed(schema));
    } else if (schema["type"] == Json("object") && value.IsObject()) {
      CheckObject(schema, value, key);
    } else if (schema["type"] == Json("array") && value.IsArray()) {
      CheckArray(schema, value, key);
    } else if (!Conforms(schema, value)) {
      mistakes_.Add(key, "must be " + Allowed(schema) + Suggestion(schema, value));
    }
  }

 private:
  const Json& Resolved(const Json& schema) const {
    constexpr std::string_view kDefinitions = "#/definitions/";
    const auto reference = schema["$ref"].String();
    return reference ? schema_["definitions"][reference->substr(kDefinitions.size())] : schema;
  }

  // The one of "anyOf" that a value of this type is meant to be.
  const Json* AlternativeFor(const Json& schema, const Json& value) const {
    for (const Json& alternative : schema["anyOf"].Items()) {
      if (IsOfType(value, Resolved(alternative)["type"].StringOr(""))) return &alternative;
    }
    return nullptr;
  }

  void CheckObject(const Json& schema, const Json& value, const std::string& key) {
    const auto most = schema["maxProperties"].Integer();
    if (most && value.Members().size() > static_cast<std::size_t>(*most)) {
      mistakes_.Add(key, "must have at most " + std::to_string(*most) + " members");
      return;
    }
    std::set<std::string_view> seen;
    for (const auto& [name, member] : value.Members()) {
      if (seen.insert(name).second) {
        CheckMember(schema, name, member, KeyUnder(key, name));
      } else {
        mistakes_.AddToo(KeyUnder(key, name), "is given more than once");
      }
    }
    for (const std::string& name : Texts(schema["required"])) {
      if (seen.contains(name)) continue;
      const Json& missing = Resolved(schema["properties"][name]);
      mistakes_.Add(KeyUnder(key, name), "is missing; it must be " + Allowed(missing));
    }
  }

  void CheckMember(const Json& schema, const std::string& name, const Json& member,
                   const std::string& key) {
    const Json& own = schema["properties"][name];
    const Json& any = schema["additionalProperties"];
    if (own.IsObject() || any.IsObject()) {
      Check(own.IsObject() ? own : any, member, key);
      return;
    }
    std::vector<std::string> names;
    for (const auto& [known, unused] : schema["properties"].Members()) names.push_back(known);
    const auto near = DidYouMean(name, names);
    mistakes_.AddToo(key, near ? "unknown key; did you mean \"" + *near + "\"?"
                               : "unknown key; allowed here: " + Listed(names));
  }

  void CheckArray(const Json& schema, const Json& value, const std::string& key) {
    const std::size_t size = value.Items().size();
    const auto most = schema["maxItems"].Integer();
    if (size < static_cast<std::size_t>(schema["minItems"].Integer().value_or(0)) ||
        (most && size > static_cast<std::size_t>(*most))) {
      mistakes_.Add(key, "must be " + Allowed(schema));
      return;
    }
    for (std::size_t i = 0; i < size; ++i) {
      Check(schema["items"], value.Items()[i], KeyAt(key, i));
    }
  }

  // What stands after "must be".
  static std::string Allowed(const Json& schema) {
    if (auto title = schema["title"].String()) return *title;
    if (schema["enum"].IsArray()) return Listed(Texts(schema["enum"]));
    if (schema["type"] == Json("boolean")) return "true or false";
    return "a " + schema["type"].StringOr("value");
  }

  static std::string Suggestion(const Json& schema, const Json& value) {
    const auto near = DidYouMean(value.StringOr(""), Texts(schema["enum"]));
    return near ? "; did you mean \"" + *near + "\"?" : "";
  }

  const Json& schema_;
  Mistakes& mistakes_;
};

}  // namespace

void CheckAgainstSchema(const Json& document, Mistakes& mistakes) {
  const auto schema = Json::Parse(ConfigSchema());
  if (!schema) {
    mistakes.Add("", "the schema inside the program cannot be read: " + schema.error().message);
    return;
  }
  Walk(*schema, mistakes).Check(*schema, document, "");
  if (mistakes.empty() && !Conforms(*schema, document)) {
    mistakes.Add("", "does not fit the schema (gateway/config.schema.json)");
  }
}

}  // namespace tandem
