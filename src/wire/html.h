// HTML by types: markup is what stands in a string literal of this program, everything else is escaped text.
// A template's
// `{}` are its slots; where each stands decides, at compile time, what it takes and how that is written:
//
//   html(R"(<p title="{}">Hello {}, <a href="{}">{} news</a></p>)", tip, name, url("/i/{}", id), 3)
//
//   in text                   Html as it is; a number; a string escaped inside <bdi>, so that it reorders
//   nothing around it in <title>, <textarea>    a number or a string, escaped in ="..."                 a
//   number or a string, escaped in href, src, action      a Url and nothing else
//
// Anywhere else (tag names, unquoted values, on..., style, inside <script> and <style>) a slot does not
// compile. A template starts and ends outside tags. In the escaped kinds control characters are dropped, and
// those of bidirectional text where no <bdi> can hold them.
#pragma once

#include <fmt/format.h>

#include <array>
#include <concepts>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>

namespace tocsin::wire {

// A string literal of the program: proof at compile time that the text came from its source.
class Literal {
 public:
  template <std::size_t N>
  consteval Literal(const char (&literal)[N]) : text_(literal, N - 1) {}
  constexpr std::string_view text() const { return text_; }

 private:
  std::string_view text_;
};

// Where a link may lead. None can hold a script.
class Url {
 public:
  // An absolute path on this server, as in a request line. Anything else becomes "/".
  static Url local(std::string_view path);
  // "tel:" with the digits of `number`, and a plus before them when it has one.
  static Url tel(std::string_view number);
  // An address that begins with http:// or https://; nothing for any other.
  static std::optional<Url> web(std::string_view address);

  const std::string& text() const { return text_; }

 private:
  template <class... Args>
  friend Url url(Literal form, const Args&... args);
  explicit Url(std::string text) : text_(std::move(text)) {}
  std::string text_;
};

// `value` with everything but the unreserved characters of RFC 3986 section 2.3 as %XX.
std::string percent_encode(std::string_view value);

namespace html_detail {

enum class Slot : std::uint8_t { text, rcdata, attribute, link };
enum class Kind : std::uint8_t { html, url, number, string };

// Calling one of these stops the compiler: the name says what is wrong with the template.
void a_slot_stands_where_none_may();
void a_link_takes_a_url_and_only_a_link_does();
void html_cannot_stand_in_an_attribute_or_title();
void the_template_ends_inside_a_tag();
void slots_and_arguments_differ_in_number();

// Reads a template character by character and tells where each slot stands.
class Reader {
 public:
  constexpr void read(char c) {
    switch (state_) {
      case State::text:
        read_text(c);
        return;
      case State::tag_name:
        read_tag_name(c);
        return;
      case State::tag:
        read_tag(c);
        return;
      case State::attribute_name:
        read_attribute_name(c);
        return;
      case State::value:
        return c == '"' ? set(State::quoted) : read_unquoted(c);
      case State::quoted:
        if (c == '"') set(State::tag);
        return;
      case State::unquoted:
        return read_unquoted(c);
    }
  }
  // Nothing when no slot may stand here.
  constexpr std::optional<Slot> slot() const {
    if (state_ == State::quoted) {
      if (is(name_, "href") || is(name_, "src") || is(name_, "action") || is(name_, "formaction"))
        return Slot::link;
      if (name_.starts_with("on") || is(name_, "style") || is(name_, "srcdoc")) return std::nullopt;
      return Slot::attribute;
    }
    if (state_ != State::text || is(raw_, "script") || is(raw_, "style")) return std::nullopt;
    return raw_.empty() ? Slot::text : Slot::rcdata;
  }
  constexpr bool at_rest() const {
    return state_ == State::text && (raw_.empty() || is(raw_, "script") || is(raw_, "style"));
  }

 private:
  enum class State { text, tag_name, tag, attribute_name, value, quoted, unquoted };
  static constexpr bool is(std::string_view a, std::string_view b) { return a == b; }
  constexpr void set(State state) { state_ = state; }
  constexpr void read_text(char c) {
    if (c != '<') return;
    set(State::tag_name);
    name_.clear();
  }
  constexpr void read_tag_name(char c) {
    if (c != '>' && c != ' ' && c != '\n') {
      name_ += c;
      return;
    }
    tag_ = name_;
    set(State::tag);
    if (c == '>') close_tag();
  }
  constexpr void read_tag(char c) {
    if (c == '>') return close_tag();
    if (c == ' ' || c == '\n' || c == '/') return;
    name_.clear();
    name_ += c;
    set(State::attribute_name);
  }
  constexpr void read_attribute_name(char c) {
    if (c == '=') return set(State::value);
    if (c == '>') return close_tag();
    if (c == ' ' || c == '\n') return set(State::tag);
    name_ += c;
  }
  constexpr void read_unquoted(char c) {
    if (c == '>') return close_tag();
    set(c == ' ' || c == '\n' ? State::tag : State::unquoted);
  }
  constexpr void close_tag() {
    set(State::text);
    if (!raw_.empty()) {
      if (tag_.size() == raw_.size() + 1 && tag_.starts_with('/') && tag_.ends_with(raw_)) raw_.clear();
    } else if (is(tag_, "script") || is(tag_, "style") || is(tag_, "title") || is(tag_, "textarea")) {
      raw_ = tag_;
    }
  }

  State state_ = State::text;
  std::string name_, tag_, raw_;
};

}  // namespace html_detail

class Html;

// A template whose slots were checked against Args.
template <class... Args>
class Template {
 public:
  template <std::size_t N>
  consteval Template(const char (&literal)[N]) : text_(literal, N - 1) {
    html_detail::Reader reader;
    std::size_t count = 0;
    for (std::size_t i = 0; i < text_.size(); ++i) {
      if (text_.substr(i, 2) != "{}") {
        reader.read(text_[i]);
        continue;
      }
      const auto slot = reader.slot();
      if (!slot) html_detail::a_slot_stands_where_none_may();
      if (count >= sizeof...(Args)) html_detail::slots_and_arguments_differ_in_number();
      require(*slot, kinds[count]);
      slots_[count++] = *slot;
      ++i;
    }
    if (count != sizeof...(Args)) html_detail::slots_and_arguments_differ_in_number();
    if (!reader.at_rest()) html_detail::the_template_ends_inside_a_tag();
  }

 private:
  friend class Html;
  using Kind = html_detail::Kind;
  using Slot = html_detail::Slot;

  template <class T>
  static consteval Kind kind_of() {
    static_assert(!std::same_as<T, bool> && !std::same_as<T, char>, "say in words what it means");
    if constexpr (std::same_as<T, Html>)
      return Kind::html;
    else if constexpr (std::same_as<T, Url>)
      return Kind::url;
    else if constexpr (std::is_arithmetic_v<T>)
      return Kind::number;
    else
      return Kind::string;
  }
  static consteval void require(Slot slot, Kind kind) {
    if ((slot == Slot::link) != (kind == Kind::url)) html_detail::a_link_takes_a_url_and_only_a_link_does();
    if (slot != Slot::text && kind == Kind::html) html_detail::html_cannot_stand_in_an_attribute_or_title();
  }

  static constexpr std::array<Kind, sizeof...(Args) + 1> kinds{kind_of<Args>()..., Kind::html};
  std::string_view text_;
  std::array<Slot, sizeof...(Args) + 1> slots_{};
};

// A piece of a document, whole tags only.
class Html {
 public:
  Html() = default;
  // Markup with no slots: braces in it mean nothing.
  Html(Literal markup) : bytes_(markup.text()) {}
  // `value` escaped, without <bdi>: for words of ours, not of users.
  static Html words(std::string_view value);
  // JSON for the inside of a <script> of data: what could end the script or open a comment is written as the
  // JSON escape of the same character, which is the same JSON. Of well-formed JSON only.
  static Html script_json(std::string_view json);

  // Appends.
  template <class... Args>
  Html& add(std::type_identity_t<Template<std::remove_cvref_t<Args>...>> form, const Args&... args) {
    [[maybe_unused]] std::size_t i = 0;
    std::string_view rest = form.text_;
    (add_slot(rest, form.slots_[i++], args), ...);
    bytes_ += rest;
    return *this;
  }
  Html& operator+=(const Html& other) {
    bytes_ += other.bytes_;
    return *this;
  }

  bool empty() const { return bytes_.empty(); }
  const std::string& bytes() const { return bytes_; }

 private:
  template <class T>
  void add_slot(std::string_view& rest, html_detail::Slot slot, const T& value) {
    const std::size_t at = rest.find("{}");
    bytes_ += rest.substr(0, at);
    rest.remove_prefix(at + 2);
    if constexpr (std::same_as<T, Html>)
      bytes_ += value.bytes_;
    else if constexpr (std::same_as<T, Url>)
      put(html_detail::Slot::attribute, value.text());
    else if constexpr (std::is_arithmetic_v<T>)
      bytes_ += fmt::to_string(value);
    else
      put(slot, std::string_view(value));
  }
  void put(html_detail::Slot slot, std::string_view value);

  std::string bytes_;
};

template <class... Args>
Html html(std::type_identity_t<Template<std::remove_cvref_t<Args>...>> form, const Args&... args) {
  Html out;
  out.add(form, args...);
  return out;
}

// A path on this server with a value, percent-encoded, in place of each `{}`.
template <class... Args>
Url url(Literal form, const Args&... args) {
  std::string out;
  std::string_view rest = form.text();
  [[maybe_unused]] const auto add = [&](std::string_view value) {
    const std::size_t at = rest.find("{}");
    out += rest.substr(0, at);
    out += percent_encode(value);
    rest.remove_prefix(at + 2);
  };
  (add(std::string_view(args)), ...);
  out += rest;
  return Url(std::move(out));
}

}  // namespace tocsin::wire
