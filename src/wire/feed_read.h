// Feeds, read: RSS 2.0, RSS 1.0 and Atom 1.0 (RFC 4287), with the modules for dates, authors and whole texts.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "base/time.h"

namespace tocsin::wire {

// Items of one feed that are read; the first stand for the newest. Feeds in the wild have ten to some
// hundred, an archive page a thousand.
constexpr std::size_t feed_items_max = 1000;

enum class FeedKind : std::uint8_t { rss2, rss1, atom };

struct FeedItem {
  std::string id;     // guid, rdf:about or atom:id; the link when there is none
  std::string link;   // as written: a relative one stays relative
  std::string title;  // text; markup of an Atom title of type html stays as written
  std::string author;
  std::string language;  // RFC 5646; the feed's when the item does not say
  std::string content;   // the whole text where the feed has it, else the summary
  bool html = false;     // content is HTML
  Instant published;     // not known when the feed does not say or says it so that it cannot be read
  Instant updated;
  std::string published_text;  // as written
};

struct Feed {
  FeedKind kind = FeedKind::rss2;
  std::string title;
  std::string link;
  std::string language;
  std::vector<FeedItem> items;  // in the feed's order
  std::size_t items_left = 0;   // past feed_items_max
};

// Fails (too_large) past the limits of wire/xml.h, (invalid) for what is not well-formed XML, (unsupported)
// for XML that is no feed. A DOCTYPE is refused. Items without id, link and title are kept: they have a text.
// Cost: linear.
Result<Feed> read_feed(std::string_view bytes);

}  // namespace tocsin::wire
