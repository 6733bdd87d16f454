#include "doors/http/quotas.h"

#include <algorithm>
#include <cmath>

namespace tocsin::doors::http {

std::int64_t SenderQuotas::take(const Id& sender, Instant now) {
  const std::lock_guard lock(mutex_);
  auto& bucket = buckets_.try_emplace(sender, Bucket{burst_, now}).first->second;
  // A clock that is set back fills nothing.
  const double passed_s = static_cast<double>(std::max<std::int64_t>(0, now - bucket.at)) / 1000;
  bucket.left = std::min(burst_, bucket.left + passed_s * per_s_);
  bucket.at = now;
  if (bucket.left >= 1) {
    bucket.left -= 1;
    return 0;
  }
  return static_cast<std::int64_t>(std::ceil((1 - bucket.left) / per_s_));
}

}  // namespace tocsin::doors::http
