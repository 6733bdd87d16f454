#include "doors/mail/message.h"

#include <fmt/format.h>

#include <algorithm>
#include <ctime>

#include "base/bytes.h"
#include "base/text.h"

namespace tocsin::doors::mail {
namespace {

constexpr const char* days[] = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
constexpr const char* months[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                  "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
// "=?utf-8?B?" and "?=" leave 63 of 75 characters, which hold 45 bytes.
constexpr std::size_t word_bytes_max = 45;
constexpr std::size_t body_line_max = 76;
constexpr std::size_t subject_code_points_max = 200;

std::tm utc(Instant at) {
  const auto seconds = static_cast<std::time_t>(at.ms / second_ms);
  std::tm parts{};
  ::gmtime_r(&seconds, &parts);
  return parts;
}

std::string to_date(Instant at) {
  const std::tm t = utc(at);
  return fmt::format("{}, {} {} {} {:02}:{:02}:{:02} +0000", days[t.tm_wday], t.tm_mday, months[t.tm_mon],
                     t.tm_year + 1900, t.tm_hour, t.tm_min, t.tm_sec);
}

std::string to_words(Instant at) {
  const std::tm t = utc(at);
  return fmt::format("{} {} {}, {:02}:{:02} UTC", t.tm_mday, months[t.tm_mon], t.tm_year + 1900, t.tm_hour,
                     t.tm_min);
}

std::string encode_base64(std::string_view bytes) {
  std::string text = encode_base64url(as_u8(bytes));
  std::ranges::replace(text, '-', '+');
  std::ranges::replace(text, '_', '/');
  while (text.size() % 4 != 0) text += '=';
  return text;
}

std::string place_words(const Letter& letter) {
  if (letter.reason == world::Reason::last_known)
    return "You are asked because your last known place is inside the area.";
  const char* kind = letter.reason == world::Reason::work   ? "your place of work"
                     : letter.reason == world::Reason::trip ? "a trip of yours"
                                                            : "your home";
  if (letter.place_label.empty()) return fmt::format("You are asked because {} is inside the area.", kind);
  return fmt::format("You are asked because {} (\"{}\") is inside the area.", kind,
                     one_line(letter.place_label));
}

void add_line(std::string& out, std::string_view name, std::string_view value) {
  if (!value.empty()) out += fmt::format("{}: {}\n", name, one_line(value));
}

constexpr std::string_view exercise = "EXERCISE. This is an exercise. No emergency is happening.\n\n";

std::string ask_body(const Letter& letter) {
  const auto& text = letter.text;
  std::string out(letter.is_drill ? exercise : "");
  out += fmt::format("Are you safe?\n\n{}\n\n", one_line(text.headline));
  add_line(out, "What", text.what);
  add_line(out, "Where", text.where);
  if (text.since.known()) add_line(out, "Since", to_words(text.since));
  add_line(out, "Says who", text.issuer);
  add_line(out, "Contact", text.contact);
  out += fmt::format("\n{}\n\nAnswer here:\n{}\n\nYou can answer without logging in.\n\n",
                     place_words(letter), letter.link);
  if (!letter.is_drill) {
    out += letter.emergency_number.empty()
               ? "If you are in danger, call your local emergency number first.\n"
               : fmt::format("If you are in danger, call {} first.\n", letter.emergency_number);
  }
  out += "Answering does not call the emergency services.\n";
  if (letter.is_drill) out += fmt::format("\n{}", exercise);
  return out;
}

std::string correction_body(const Letter& letter) {
  std::string out(letter.is_drill ? exercise : "");
  out += fmt::format("You were asked: \"Are you safe?\" ({})\nThat question has been withdrawn.\n\n{}\n\n",
                     one_line(letter.text.headline), one_line(letter.text.correction));
  add_line(out, "Says who", letter.text.issuer);
  add_line(out, "Contact", letter.text.contact);
  return out;
}

std::string message_id(const Letter& letter) {
  Bytes key(as_chars(letter.check.id.bytes));
  key += as_chars(letter.person.id.bytes);
  key += static_cast<char>(letter.purpose);
  const Bytes hash = blake2b(key);
  const auto at = letter.from.rfind('@');
  return fmt::format("<{}@{}>", encode_hex(as_u8(hash).first(16)), letter.from.substr(at + 1));
}

}  // namespace

std::string one_line(std::string_view text) {
  std::string out(text);
  for (char& c : out) {
    if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) c = ' ';
  }
  return out;
}

bool is_mailbox(std::string_view text) {
  constexpr std::size_t mailbox_bytes_max = 254;  // RFC 5321 section 4.5.3.1.3, without the angle brackets
  const auto at = text.find('@');
  if (text.size() > mailbox_bytes_max || at == 0 || at == std::string_view::npos || at + 1 == text.size() ||
      text.find('@', at + 1) != std::string_view::npos)
    return false;
  return std::ranges::all_of(text, [](char c) {
    return c > 0x20 && c < 0x7f && std::string_view("<>()[],;:\\\"").find(c) == std::string_view::npos;
  });
}

std::string encode_words(std::string_view text) {
  std::string out;
  while (!text.empty()) {
    std::size_t size = std::min(text.size(), word_bytes_max);
    while (size > 1 && size < text.size() && (static_cast<unsigned char>(text[size]) & 0xc0) == 0x80) --size;
    if (!out.empty()) out += "\r\n ";
    out += fmt::format("=?utf-8?B?{}?=", encode_base64(text.substr(0, size)));
    text.remove_prefix(size);
  }
  return out;
}

std::string compose(const Letter& letter) {
  const bool is_ask = letter.purpose == world::DeliveryPurpose::ask;
  const std::string subject =
      fmt::format("{}{}{}", letter.is_drill ? "EXERCISE - " : "",
                  is_ask ? "Are you safe? " : "Correction: ", one_line(letter.text.headline));
  std::string out;
  out += fmt::format("From: <{}>\r\nTo: <{}>\r\n", one_line(letter.from), one_line(letter.to));
  out += fmt::format("Subject: {}\r\n", encode_words(truncate_utf8(subject, subject_code_points_max)));
  out += fmt::format("Date: {}\r\nMessage-ID: {}\r\n", to_date(letter.date), message_id(letter));
  out += "Auto-Submitted: auto-generated\r\nMIME-Version: 1.0\r\n";
  out += "Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n\r\n";
  std::string body;
  for (const char c : is_ask ? ask_body(letter) : correction_body(letter))
    body += c == '\n' ? "\r\n" : std::string(1, c);
  const std::string encoded = encode_base64(body);
  for (std::size_t at = 0; at < encoded.size(); at += body_line_max)
    out += fmt::format("{}\r\n", encoded.substr(at, body_line_max));
  return out;
}

}  // namespace tocsin::doors::mail
