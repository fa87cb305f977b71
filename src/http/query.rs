//! The query of a request. Which parameters there are, and what they may be, comes from the type that is read.

use std::borrow::Cow;

use actix_web::HttpRequest;
use actix_web::web::Query;
use serde::Deserialize;
use serde::de::value::{CowStrDeserializer, MapDeserializer};
use serde::de::{self, DeserializeOwned, Deserializer, EnumAccess, IntoDeserializer, Visitor};
use serde::forward_to_deserialize_any;

use super::problem::Problem;
use crate::answer::problem::ProblemCode;
use crate::request::enumeration::{all_of, any_of};
use crate::request::similar_word::closest;

/// The query of a path without parameters.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NoParameters {}

/// Reads the query; every parameter must be known and valid.
///
/// # Errors
///
/// `bad_query`: which parameter it is, and what there may be.
pub fn query<T: DeserializeOwned>(request: &HttpRequest) -> Result<T, Problem> {
    T::deserialize(Parameters(request.query_string())).map_err(QueryFault::problem)
}

/// The parameters as they were sent. Nothing is copied that holds no escapes.
fn pairs(query: &str) -> impl Iterator<Item = (Cow<'_, str>, Cow<'_, str>)> {
    query.split('&').filter(|pair| !pair.is_empty()).map(|pair| {
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        (unescaped(name), unescaped(value))
    })
}

fn unescaped(text: &str) -> Cow<'_, str> {
    if !text.contains(['%', '+']) {
        return Cow::Borrowed(text);
    }
    let pairs = Query::<Vec<(String, String)>>::from_query(&format!("={text}")).map(Query::into_inner);
    Cow::Owned(pairs.ok().and_then(|pairs| pairs.into_iter().next()).map(|(_, value)| value).unwrap_or_default())
}

/// What is wrong with a query.
#[derive(Debug)]
struct QueryFault {
    /// In words, without any text of the caller.
    detail: String,
    /// The parameter, as sent, where it is known.
    parameter: Option<String>,
}

impl QueryFault {
    fn problem(self) -> Problem {
        let problem = Problem::new(ProblemCode::BadQuery, self.detail);
        match self.parameter {
            Some(parameter) => problem.parameter(&parameter),
            None => problem,
        }
    }

    fn unknown(parameter: &str, known: &'static [&'static str]) -> Self {
        let takes = match known {
            [] => "this path takes no query parameters".to_owned(),
            known => format!("this path takes {}", all_of(known)),
        };
        let meant = closest(parameter, known.iter().copied());
        let meant = meant.map(|name| format!(", perhaps `{name}` was meant")).unwrap_or_default();
        Self { detail: format!("unknown query parameter{meant}; {takes}"), parameter: Some(parameter.to_owned()) }
    }

    fn value(name: &str, permitted: &'static [&'static str]) -> Self {
        let form = if let [only] = permitted { format!("`{only}`") } else { format!("one of {}", any_of(permitted)) };
        Self { detail: format!("`{name}` must be {form}"), parameter: Some(name.to_owned()) }
    }
}

impl std::fmt::Display for QueryFault {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.detail)
    }
}

impl std::error::Error for QueryFault {}

impl de::Error for QueryFault {
    /// A message of serde may hold text of the caller.
    fn custom<T: std::fmt::Display>(_: T) -> Self {
        Self { detail: "a query parameter is not valid".to_owned(), parameter: None }
    }
}

/// The query as it was sent.
struct Parameters<'p>(&'p str);

impl<'de> Deserializer<'de> for Parameters<'de> {
    type Error = QueryFault;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, QueryFault> {
        self.deserialize_struct("", &[], visitor)
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        known: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, QueryFault> {
        for (place, (sent, _)) in pairs(self.0).enumerate() {
            let Some(name) = known.iter().find(|name| **name == sent) else {
                return Err(QueryFault::unknown(&sent, known));
            };
            if pairs(self.0).take(place).any(|(earlier, _)| earlier == sent) {
                let detail = format!("`{name}` is given twice");
                return Err(QueryFault { detail, parameter: Some(sent.into_owned()) });
            }
        }
        let values = pairs(self.0).filter_map(|(sent, value)| {
            let name = known.iter().find(|name| **name == sent)?;
            Some((*name, ParameterValue { name, value }))
        });
        visitor.visit_map(MapDeserializer::new(values))
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf option unit unit_struct
        newtype_struct seq tuple tuple_struct map enum identifier ignored_any
    }
}

/// The value of a known parameter.
struct ParameterValue<'p> {
    name: &'static str,
    value: Cow<'p, str>,
}

impl<'de> IntoDeserializer<'de, QueryFault> for ParameterValue<'de> {
    type Deserializer = Self;

    fn into_deserializer(self) -> Self {
        self
    }
}

impl<'de> Deserializer<'de> for ParameterValue<'de> {
    type Error = QueryFault;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, QueryFault> {
        match self.value {
            Cow::Borrowed(value) => visitor.visit_borrowed_str(value),
            Cow::Owned(value) => visitor.visit_string(value),
        }
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, QueryFault> {
        visitor.visit_some(self)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        permitted: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, QueryFault> {
        if permitted.contains(&self.value.as_ref()) {
            visitor.visit_enum(self)
        } else {
            Err(QueryFault::value(self.name, permitted))
        }
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf unit unit_struct
        newtype_struct seq tuple tuple_struct map struct identifier ignored_any
    }
}

impl<'de> EnumAccess<'de> for ParameterValue<'de> {
    type Error = QueryFault;
    type Variant = <CowStrDeserializer<'de, QueryFault> as EnumAccess<'de>>::Variant;

    fn variant_seed<S: de::DeserializeSeed<'de>>(self, seed: S) -> Result<(S::Value, Self::Variant), QueryFault> {
        EnumAccess::variant_seed(CowStrDeserializer::new(self.value), seed)
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test that cannot go on should stop where it is")]
mod tests {
    use serde::Deserialize;

    use super::{NoParameters, Parameters};

    #[derive(Debug, Deserialize, PartialEq)]
    #[serde(rename_all = "snake_case")]
    enum Detail {
        Brief,
        Full,
    }

    #[derive(Debug, Deserialize)]
    struct Known {
        detail: Option<Detail>,
        finding: Option<String>,
    }

    fn fault<T: for<'de> Deserialize<'de>>(query: &str) -> String {
        T::deserialize(Parameters(query)).map(drop).unwrap_err().detail
    }

    #[test]
    fn what_a_query_may_hold_is_said_from_the_type_that_is_read() {
        assert_eq!(fault::<Known>("detail=x"), "`detail` must be one of `brief` or `full`");
        assert_eq!(fault::<Known>("detail=full&&%64etail=full"), "`detail` is given twice");
        assert_eq!(
            fault::<Known>("details=full"),
            "unknown query parameter, perhaps `detail` was meant; this path takes `detail` and `finding`"
        );
        assert_eq!(fault::<NoParameters>("x"), "unknown query parameter; this path takes no query parameters");
    }

    #[test]
    fn a_query_is_read_into_its_type() {
        for (query, finding) in
            [("finding=tingling&detail=full", "tingling"), ("f%69nding=a=+%2b%C3%A9&detail=%66ull", "a= +é")]
        {
            let known = Known::deserialize(Parameters(query)).unwrap();
            assert_eq!((known.detail, known.finding.as_deref()), (Some(Detail::Full), Some(finding)));
        }
        let none = Known::deserialize(Parameters("")).unwrap();
        assert_eq!((none.detail, none.finding), (None, None));
    }
}
