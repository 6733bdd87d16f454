// Answers as bytes: heads, problems, compression. Pure.
#pragma once

#include <string>
#include <string_view>

#include "doors/http/message.h"

namespace tocsin::doors::http {

struct HeadFacts {
  bool keep_alive = true;
  bool chunked = false;  // instead of Content-Length
  bool has_length = true;
  std::string_view date;
};

// Status line and fields, with the empty line. Fields that are the server's (Connection, Content-Length,
// Date, Server, Transfer-Encoding, X-Compressible) are not taken from the response. Empty when a field of the
// handler is not one (RFC 9110 section 5), as when it would begin another.
std::string make_head(const Response& response, const HeadFacts& facts);

// One chunk (RFC 9112 section 7.1); `data` is not empty.
std::string as_chunk(std::string_view data);

// application/problem+json (RFC 9457). `detail` is ours and needs no escaping but quotes and backslashes.
Response make_problem(int status, std::string_view detail);

// True when an Accept-Encoding field lets gzip through (RFC 9110 section 12.5.3).
bool accepts_gzip(std::string_view accept_encoding);

// "-gzip" at the end of each entity tag: so that the two encodings of a view have different strong tags and
// the handler knows of one. Takes it off If-None-Match and If-Match; true when there was any.
bool strip_gzip_tags(Request& request);

// Compresses the body when the handler allows it (X-Compressible: 1) and `accepted`; sets Vary,
// Content-Encoding and the ETag's ending. `tagged`: the request named a "-gzip" tag, so a 304 answers with
// one.
void compress(Response& response, bool accepted, bool tagged);

// The body as one gzip member (RFC 1952).
std::string gzip(std::string_view body);

}  // namespace tocsin::doors::http
