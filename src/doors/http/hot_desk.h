// HotDesk: what the reactor answers on its own thread, without a coroutine: requests that come by the hundred
// thousand. Each reactor has a desk of its own, used on its thread alone.
//
//   a round of the reactor:  take, take, take ... -> flush -> (engine) -> wake -> collect
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "doors/http/message.h"
#include "doors/http/plain_request.h"

namespace tocsin::doors::http {

// Names a waiting connection; only the reactor knows what it is.
using Ticket = void*;

// Where the desk puts answers to those who wait. On the reactor's thread.
class HotReplies {
 public:
  virtual ~HotReplies() = default;
  // Appends go to the connection; `finish` must follow at once.
  virtual std::string& open(Ticket ticket) = 0;
  virtual void finish(Ticket ticket) = 0;
  // The request goes to the handler after all.
  virtual void pass_on(Ticket ticket) = 0;
};

class HotDesk {
 public:
  // pass: the handler's. keep: the handler's, and keep() wants to see what it answers. done: the whole answer
  // is appended to `out`. waits: it comes by collect().
  enum class Taken { pass, keep, done, waits };

  virtual ~HotDesk() = default;
  // `date` is the value of the Date field.
  virtual Taken take(const PlainRequest& request, Ticket ticket, std::string_view date, std::string& out) = 0;
  // What the handler answered to a request that take() called `keep`: `head` and `body` as they go out on a
  // connection that stays open.
  virtual void keep(Ticket ticket, const Response& response, std::string_view head, HotReplies& replies) = 0;
  // The connection of a `keep` ended before its answer.
  virtual void lose(Ticket ticket, HotReplies& replies) = 0;
  // The round ends: hands over what was taken as one batch.
  virtual void flush(std::string_view date, HotReplies& replies) = 0;
  // After a wake.
  virtual void collect(std::string_view date, HotReplies& replies) = 0;
};

// Makes a desk; `wake` may be called from any thread, until the server is destroyed.
using MakeHotDesk = std::function<std::unique_ptr<HotDesk>(std::function<void()> wake)>;

}  // namespace tocsin::doors::http
