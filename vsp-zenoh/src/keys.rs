//! The keys that nodes put things on. Who sends something is a part of the key where it matters, so that zenoh's access control can
//! tie names to certificates or passwords. The crate's documentation lists them.

use crate::error::Error;
use crate::name::Name;
use crate::programs::Hash;

/// What keys begin with. Nodes with other prefixes do not see each other.
#[derive(Clone, Debug)]
pub struct Keys(String);

impl Keys {
    /// Keys with a prefix: names with `/` between them.
    pub fn new(prefix: &str) -> Result<Keys, Error> {
        let is_sound = prefix.len() <= 256 && prefix.split('/').all(|part| part.parse::<Name>().is_ok());
        if is_sound { Ok(Keys(prefix.into())) } else { Err(Error::Prefix(prefix.chars().take(80).collect())) }
    }

    pub fn broadcast(&self, channel: u32) -> String {
        format!("{}/channel/{channel:06x}", self.0)
    }

    pub fn broadcasts(&self) -> String {
        format!("{}/channel/*", self.0)
    }

    pub fn register(&self, node: u8, from: &str) -> String {
        format!("{}/register/{node}/{from}", self.0)
    }

    pub fn sync(&self, node: u8, from: &str) -> String {
        format!("{}/sync/{node}/{from}", self.0)
    }

    pub fn post(&self, to: &Name, from: &str) -> String {
        format!("{}/post/{to}/{from}", self.0)
    }

    pub fn program(&self, hash: &Hash) -> String {
        format!("{}/program/{hash}", self.0)
    }

    pub fn programs(&self) -> String {
        format!("{}/program/*", self.0)
    }

    pub fn node(&self, name: &Name) -> String {
        format!("{}/node/{name}", self.0)
    }

    pub fn desk(&self, run: &str) -> String {
        format!("{}/desk/{run}", self.0)
    }

    pub fn worker(&self, name: &str) -> String {
        format!("{}/worker/{name}", self.0)
    }
}

/// The last part of a key: a sender, a hash or a name.
pub fn last(key: &str) -> &str {
    key.rsplit('/').next().unwrap_or(key)
}

/// The channel of a broadcast's key.
pub fn channel(key: &str) -> Option<u32> {
    let digits = last(key);
    let is_sound =
        digits.len() == 6 && digits.bytes().all(|digit| matches!(digit, b'0'..=b'9' | b'a'..=b'f'));
    if is_sound { u32::from_str_radix(digits, 16).ok() } else { None }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_say_what_they_are_made_of() {
        let keys = Keys::new("plant/hall-2").unwrap();
        let key = keys.broadcast(0xAB_CDEF);
        assert_eq!(key, "plant/hall-2/channel/abcdef");
        assert_eq!((channel(&key), last(&key)), (Some(0xAB_CDEF), "abcdef"));
        for wrong in ["x/channel/abcde", "x/channel/ABCDEF", "x/channel/+bcdef", "mill", ""] {
            assert_eq!(channel(wrong), None, "{wrong}");
        }
        for wrong in ["", "a//b", "/a", "a/", "a/*", "a/$b"] {
            assert!(Keys::new(wrong).is_err(), "{wrong}");
        }
    }
}
